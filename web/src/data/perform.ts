/** How what waits in the outbox reaches the server: over the live connection while there is one, else over HTTP. */
import type { Api, NewEntry } from "./api";
import type { Live } from "./live";
import type { Outcome } from "./outbox";
import { isEntry, type OutboxItem, type Wish } from "./pending";
import { Problem, REPORT_LIMIT, asProblem } from "./problem";
import type { RelationChange } from "./relation";
import type { Answers, Content, Entry, ID } from "./types";

/** The operations that both ways offer. */
export function createSender(api: Api, live: Live) {
  /** The live way first; when it breaks off, the same operation over HTTP. Both are one operation to the server. */
  async function either<T>(operation: string, input: object, http: () => Promise<T>): Promise<T> {
    if (!live.connected) return http();
    try {
      return await live.call<T>(operation, input);
    } catch (cause) {
      // An answer over HTTP also says whether the session goes on.
      const { status } = asProblem(cause);
      if (status === 0 || status === 401) return http();
      throw cause;
    }
  }

  return {
    append: (id: ID, entry: NewEntry): Promise<Entry> => either("appendEntry", { id, ...entry }, () => api.appendEntry(id, entry)),
    markRead: (id: ID, seq: number): Promise<void> => either("markRead", { id, seq }, () => api.markRead(id, seq)),
    markDelivered: (id: ID, seq: number, copy?: Parameters<Api["markDelivered"]>[2]): Promise<void> => either("markDelivered", { id, seq, ...copy }, () => api.markDelivered(id, seq, copy)),
    /** Said only while someone can hear it at once. */
    setTyping: (id: ID): void => {
      if (live.connected) live.call("setTyping", { id }).catch(() => undefined);
    },
  };
}

export type Sender = ReturnType<typeof createSender>;

/** Sends one item of the outbox. */
export async function perform(api: Api, sender: Sender, item: OutboxItem): Promise<Outcome> {
  const { conversationId, wish } = item;
  if (wish.kind === "message" && wish.forward) return (await import("./forward")).forward(api, item, wish.forward);
  if (isEntry(wish)) return { entry: await append(sender, item) };
  switch (wish.kind) {
    case "patch":
      return { conversation: await api.updateConversation(conversationId, wish.change) };
    case "read":
      await sender.markRead(conversationId, wish.seq);
      return {};
    case "hide":
      await api.hideEntries(conversationId, wish.seqs);
      return {};
    case "remove":
      await api.deleteConversation(conversationId);
      return {};
    case "relation":
      return relate(api, conversationId, wish.change);
    case "report":
      await api.fileReport(wish.filing);
      return {};
    case "answer":
      return answer(api, wish.answers);
  }
}

/** Why a request could not be answered, where that has to be told: it was not answered elsewhere. */
const TOLD: ReadonlySet<string> = new Set([REPORT_LIMIT, "too_many_members", "too_many_groups", "not_accepting"]);

async function answer(api: Api, answers: Answers): Promise<Outcome> {
  const failed = (await api.answerRequests(answers)).items.filter((one) => !one.ok);
  const code = failed.find((one) => one.code !== undefined && TOLD.has(one.code))?.code;
  return { unanswered: failed.map((one) => one.conversation), ...(code && { problem: new Problem({ status: 409, code }) }) };
}

async function relate(api: Api, id: ID, { what, on }: RelationChange): Promise<Outcome> {
  switch (what) {
    case "follow":
      return { relation: (await (on ? api.follow(id) : api.unfollow(id))).relation };
    case "restrict":
      await (on ? api.restrict(id) : api.unrestrict(id));
      return {};
    case "mute":
      await (on ? api.mute(id) : api.unmute(id));
      return {};
    case "block":
      await (on ? api.block(id) : api.unblock(id));
      return {};
    case "follower":
      await api.removeFollower(id);
      return {};
    case "asks":
      await (on ? api.acceptFollower(id) : api.declineFollower(id));
      return {};
    case "suggestion":
      await api.dismissSuggestion(id);
      return {};
  }
}

/** What is so already needs no doing. */
const DONE: { readonly [kind in Wish["kind"]]?: string } = { unsend: "erased", pin: "already_pinned", unpin: "not_pinned" };

async function append(sender: Sender, item: OutboxItem): Promise<Entry | undefined> {
  const { id: clientId, conversationId, wish } = item;
  if (!isEntry(wish)) return undefined;
  const content: Content = wish.kind === "unsend" ? {} : wish.content;
  const targetSeq = "targetSeq" in wish ? wish.targetSeq : undefined;
  try {
    return await sender.append(conversationId, { clientId, kind: wish.kind, targetSeq, content });
  } catch (cause) {
    const { code } = asProblem(cause);
    if (code === DONE[wish.kind]) return undefined;
    // Who was mentioned may have left meanwhile, or this person's role have changed: what was said is said all the same.
    if ((code === "invalid" || code === "not_admin") && (content.mentions ?? content.mentionAll)) {
      const { mentions: _, mentionAll: __, ...said } = content;
      return sender.append(conversationId, { clientId, kind: wish.kind, targetSeq, content: said });
    }
    throw cause;
  }
}
