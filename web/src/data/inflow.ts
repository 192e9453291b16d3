/** What the server tells, and what it means for everything that is known: events, entries, answers to what was sent. */
import type { Api } from "./api";
import { asks, isGroup, peerOf, withEntry, withReceipt } from "./conversation";
import type { Entities } from "./entities";
import type { Era } from "./era";
import type { Histories } from "./histories";
import { idle } from "./idle";
import type { Groups } from "./groups";
import { fold, type LogRecords } from "./log";
import type { MessageMaker } from "./messages";
import type { Outcome } from "./outbox";
import { asAnswered, asRead, asRemoved, type OutboxItem } from "./pending";
import { asProblem } from "./problem";
import { batch } from "./readable";
import type { People } from "./people";
import type { Deliveries } from "./receipts";
import type { Safety } from "./safety";
import type { Message } from "./store";
import type { Typing } from "./typing";
import type { Answers, Conversation, Entry, ID, LiveEvent, Opened, Played } from "./types";

/** How many conversations are loaded ahead, so that they open without the network. */
const AHEAD = 20;

export interface InflowPort {
  api: Api;
  era: Era;
  entities: Entities;
  histories: Histories;
  typing: Typing;
  deliveries: Deliveries;
  people: People;
  groups: Pick<Groups, "noticed" | "know" | "forget" | "invite" | "uninvite" | "invited">;
  safety: Pick<Safety, "told" | "queued">;
  me(): ID;
  maker(): MessageMaker;
  /** The account or its settings changed. */
  confirm(): void;
  /** Those who were hidden may be seen now. */
  rewatch(): void;
  /** Something changed that only a sync tells. */
  refresh(): void;
  /** Something could not be read; what is missing is to be asked for again. */
  failed(cause: unknown): void;
  /** A message of someone else came, live. */
  arrived(message: Message): void;
  /** Somebody has played voice notes, or opened what is viewed once. */
  played(event: Played | Opened): void;
}

export class Inflow {
  /** What is being read, with the entries that were heard of since it was asked for. */
  readonly #fetching = new Map<ID, { answer: Promise<void>; heard: Entry[] }>();

  constructor(private readonly port: InflowPort) {}

  heard(event: LiveEvent): void {
    const { entities, typing, me } = this.port;
    switch (event.type) {
      case "entry":
        return this.ingest(event.entry, true);
      case "conversation":
        return this.told(event.conversation);
      case "receipt":
        if (event.accountId === me() && event.readSeq) this.#read(event.conversationId, event.readSeq);
        return entities.change(event.conversationId, (known) => withReceipt(known, event));
      case "played":
      case "opened":
        return this.port.played(event);
      case "typing":
        if (event.accountId === me()) return;
        void this.port.groups.know(event.conversationId, [{ sender: event.accountId, content: {} }]);
        return typing.heard(event.conversationId, event.accountId);
      case "gone":
        return this.port.groups.forget(event.conversationId);
      case "invitation":
        return this.port.groups.invite(event.invitation);
      case "invitationGone":
        return this.port.groups.uninvite([event.conversationId]);
      case "joiners":
        return entities.change(event.conversationId, (known) => ({ ...known, joiners: event.count }));
      case "relation":
        return this.port.people.told(event.account);
      case "report":
      case "decision":
      case "guardian":
      case "scheduled":
      case "announcement":
        return this.port.safety.told();
      case "queue":
        return this.port.safety.queued();
      case "me":
        this.port.rewatch();
        return this.port.confirm();
      case "sync":
        return this.port.refresh();
    }
  }

  /** This person's view of a conversation, as the server has it now, or had it before some entries. */
  told(conversation: Conversation, asked?: number, later: readonly Entry[] = []): void {
    const { entities, histories, me } = this.port;
    const cleared = entities.conversations.get(conversation.id)?.clearedBefore ?? 0;
    entities.take(conversation, asked, (said) => later.reduce((now, entry) => withEntry(now, entry, me()), said));
    // Who is in a group is asked no more.
    this.port.groups.uninvite([conversation.id]);
    if (conversation.clearedBefore > cleared) histories.of(conversation.id).clear(conversation.clearedBefore);
    void this.follow([conversation.id]);
  }

  /** One entry of the log, from the live channel or as the answer to one of this person's own. */
  ingest(entry: Entry, live: boolean): void {
    const { entities, histories, typing, me } = this.port;
    const { conversationId: id } = entry;
    const known = entities.conversations.get(id);
    this.#fetching.get(id)?.heard.push(entry);
    // Unknown, or something before it was missed: the counts are the server's to tell.
    if (!known || entry.seq > known.head.seq + 1) void this.fetch(id);
    const isNew = entry.seq > (known?.head.seq ?? 0);
    batch(() => {
      entities.change(id, (now) => withEntry(now, entry, me()));
      typing.ended(id, entry.sender);
      histories.apply(entry).catch((cause: unknown) => this.port.failed(cause));
    });
    this.received(id, [entry]);
    if (isNew && !isMessage(entry)) this.port.groups.noticed(entry);
    // What the new picture is, only a conversation tells.
    if (isNew && entry.content.picture === "set") void this.fetch(id);
    // Presence can be seen from the first message on.
    if (entry.seq === 1) this.port.rewatch();
    if (live && isNew && entry.kind === "message" && entry.sender !== me()) this.#announce(entry);
  }

  /** Entries of others are on this device. */
  received(id: ID, entries: Entry[]): void {
    void this.port.groups.know(id, entries);
    const { entities, deliveries, me } = this.port;
    const last = entries.findLast((entry) => entry.sender !== me());
    const known = entities.conversations.get(id);
    if (last && known && !asks(known) && last.seq > known.readSeq) deliveries.arrived(id, last.seq);
  }

  /** Conversations moved on: their messages are loaded where they are held, and ahead for the first ones. */
  async follow(ids: ID[]): Promise<void> {
    const { entities, histories, era } = this.port;
    const same = era.same();
    for (const id of ids) this.#delivered(id);
    const held = new Set(histories.held());
    const first = new Set(ids.slice(0, AHEAD));
    for (const id of [...ids].sort((a, b) => Number(held.has(b)) - Number(held.has(a)))) {
      const ahead = !held.has(id);
      if (ahead && !first.has(id)) continue;
      // What is not asked for yet does not hold up what is on screen.
      if (ahead) await idle();
      if (!same()) return;
      if (held.has(id) || entities.conversations.get(id)) await histories.ensure(id).catch((cause: unknown) => this.port.failed(cause));
    }
  }

  /** Loads one conversation; asked for twice at once, it is loaded once. */
  fetch(id: ID): Promise<void> {
    const before = this.#fetching.get(id);
    if (before) return before.answer;
    const { api, entities, era, groups } = this.port;
    const since = entities.asking();
    const heard: Entry[] = [];
    const same = () => this.#fetching.get(id)?.heard === heard;
    const answer = era
      .guard(api.getConversation(id))
      .then((conversation) => {
        // Forgotten meanwhile, the answer is of a time before.
        if (!same()) return;
        const { next, missing } = following(conversation.head.seq, heard);
        this.told(conversation, since, next);
        this.#fetching.delete(id);
        if (missing) void this.fetch(id);
      })
      .catch((cause: unknown) => {
        const known = entities.conversations.get(id);
        if (known && isGroup(known) && asProblem(cause).status === 404) groups.forget(id);
        else this.port.failed(cause);
      })
      .finally(() => same() && this.#fetching.delete(id));
    this.#fetching.set(id, { answer, heard });
    return answer;
  }

  /** A conversation is none of this person's any more. */
  forget(id: ID): void {
    this.#fetching.delete(id);
    this.port.typing.left(id);
  }

  /** What the server made of an item of the outbox. */
  done(item: OutboxItem, outcome: Outcome): void {
    const { entities, histories } = this.port;
    const { conversationId: id, wish } = item;
    if (wish.kind === "relation") return this.port.people.settled(id, wish.change, outcome);
    if (wish.kind === "report") return this.port.safety.told();
    if (wish.kind === "answer") return this.#answered(wish.answers, new Set(outcome.unanswered));
    const history = histories.of(id);
    if (outcome.entry) this.ingest(outcome.entry, false);
    if (outcome.conversation) entities.take(outcome.conversation, outcome.asked);
    if (wish.kind === "read") this.#read(id, wish.seq);
    if (wish.kind === "hide") {
      history.hide(wish.seqs);
      entities.change(id, (known) => ({ ...known, hidden: [...new Set([...(known.hidden ?? []), ...wish.seqs])] }));
    }
    if (wish.kind === "remove") {
      entities.change(id, (known) => asRemoved(known, wish.upTo));
      history.clear(wish.upTo);
    }
  }

  /** Message requests were answered, but for those that were no requests any more. */
  #answered({ action, conversations }: Answers, unanswered: Set<ID>): void {
    const { entities, histories, people, me } = this.port;
    for (const id of conversations) {
      const known = entities.conversations.get(id);
      if (unanswered.has(id)) {
        // What is no conversation of this person's was an invitation.
        void (known ? this.fetch(id) : this.port.groups.invited().catch(() => undefined));
        continue;
      }
      if (!known && action === "accept") void this.fetch(id);
      if (!known) continue;
      entities.conversations.put(asAnswered(known, action));
      if (action !== "accept" && action !== "show") histories.of(id).clear(known.head.seq);
      if (action === "block") people.settled(peerOf(known, me()), { what: "block", on: true });
    }
  }

  /** This person read up to there, here or on another device. What is left is counted where the messages are held. */
  #read(id: ID, seq: number): void {
    const { entities, histories, me } = this.port;
    entities.change(id, (known) => {
      const read = asRead(known, seq);
      return read.unread === 0 ? read : { ...read, unread: histories.of(id).unreadAfter(read.readSeq, me()) ?? read.unread };
    });
  }

  #delivered(id: ID): void {
    const { entities, deliveries, me } = this.port;
    const known = entities.conversations.get(id);
    const delivered = known?.members.find((member) => member.id === me())?.deliveredSeq ?? 0;
    if (known && !asks(known) && known.unread > 0 && delivered < known.head.seq) deliveries.arrived(id, known.head.seq);
  }

  #announce(entry: Entry): void {
    const records: LogRecords = new Map();
    fold(records, entry);
    const record = records.get(entry.seq);
    if (record) this.port.arrived(this.port.maker().one(record, () => undefined));
  }
}

const isMessage = (entry: Entry): boolean => entry.kind !== "member" && entry.kind !== "settings";

/** Those of the entries that come after a seq without a gap, in order, and whether others are missing between them. */
function following(seq: number, entries: readonly Entry[]): { next: Entry[]; missing: boolean } {
  const next: Entry[] = [];
  for (const entry of [...entries].sort((a, b) => a.seq - b.seq)) {
    const last = next.at(-1)?.seq ?? seq;
    if (entry.seq > last + 1) return { next, missing: true };
    if (entry.seq === last + 1) next.push(entry);
  }
  return { next, missing: false };
}
