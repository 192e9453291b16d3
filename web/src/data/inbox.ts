/** The list of conversations: one row per conversation, pinned first, then newest. */
import { activeAt, gone, hasContent, isGroup, isMuted, peerOf, time, type StoredConversation } from "./conversation";
import { delivery } from "./delivery";
import type { Entities } from "./entities";
import { foldText } from "./fold";
import type { Histories } from "./histories";
import type { Outbox } from "./outbox";
import type { OutboxItem } from "./pending";
import { computed, type Readable } from "./readable";
import type { Shown } from "./shown";
import type { ConversationRow, InboxState, RowPreview } from "./store";
import type { Lists, ListsState } from "./lists";
import { gist } from "./messages";
import type { Typing } from "./typing";
import type { Conversation, Folder, ID, Invitation, Profile } from "./types";

export interface InboxSource {
  entities: Entities;
  shown: Shown;
  outbox: Outbox;
  histories: Histories;
  typing: Typing;
  lists: Lists;
  invitations: Readable<readonly Invitation[] | undefined>;
  me(): ID;
}

interface Made {
  /** What it was made of. */
  parts: readonly unknown[];
  row: ConversationRow;
}

export class Inbox {
  readonly unreadTotal: Readable<number>;
  readonly #folders: Record<Folder, Readable<InboxState>>;
  readonly #made = new Map<ID, Made>();
  /** All that is known, in all folders, sorted. */
  readonly #sorted: Readable<StoredConversation[]>;

  constructor(private readonly source: InboxSource) {
    const { entities, outbox, typing, lists, invitations } = source;
    this.#sorted = computed([entities.conversations.version, outbox.items], () => this.#sort());
    const folder = (name: Folder) =>
      computed([this.#sorted, entities.profiles.version, typing.version, lists.state, invitations], (sorted, _profiles, _typing, state, invited = []): InboxState => {
        const items = sorted.filter((conversation) => conversation.folder === name).map((conversation) => this.#row(conversation));
        const { status, next, problem } = state[name];
        return {
          status: status === "ready" || items.length > 0 ? "ready" : status === "error" ? "error" : "loading",
          items,
          hasMore: next !== undefined,
          counts: { archived: counted(sorted, state, "archived"), requests: counted(sorted, state, "requests", invited.length), hidden: counted(sorted, state, "hidden") },
          problem,
        };
      });
    this.#folders = { inbox: folder("inbox"), archived: folder("archived"), requests: folder("requests"), hidden: folder("hidden") };
    this.unreadTotal = computed([this.#sorted, lists.state], (sorted, state) => {
      const known = unreadIn(sorted, Date.now());
      return known + Math.max(0, state.more.unread);
    });
  }

  folder(name: Folder): Readable<InboxState> {
    return this.#folders[name];
  }

  /** Conversations by a word of the other's name or handle, or of a group's title. */
  search(q: string): ConversationRow[] {
    const wanted = foldText(q).split(/\s+/).filter((word) => word !== "");
    if (wanted.length === 0) return [];
    return this.#sorted
      .get()
      .map((conversation) => this.#row(conversation))
      .filter(({ name, peer }) => {
        const words = foldText(peer ? `${peer.name} ${peer.handle}` : name).split(/[\s._]+/);
        if (peer) words.push(foldText(peer.handle));
        return wanted.every((part) => words.some((word) => word.startsWith(part.replace(/^@/, ""))));
      });
  }

  clear(): void {
    this.#made.clear();
  }

  #sort(): StoredConversation[] {
    const { entities, shown } = this.source;
    const known: { conversation: StoredConversation; at: number }[] = [];
    for (const { id } of entities.conversations.all()) {
      const conversation = shown.stored(id).get();
      const waiting = lastWaiting(this.source.outbox.of(id).get());
      if (!conversation || !(hasContent(conversation) || waiting)) continue;
      known.push({ conversation, at: Math.max(activeAt(conversation), waiting?.at ?? 0) });
    }
    known.sort((a, b) => Number(b.conversation.pinned) - Number(a.conversation.pinned) || b.at - a.at || (a.conversation.id < b.conversation.id ? 1 : -1));
    return known.map((one) => one.conversation);
  }

  /** The same row as long as nothing in it changed. */
  #row(stored: StoredConversation): ConversationRow {
    const { shown, outbox, typing, me } = this.source;
    const { id } = stored;
    const conversation = shown.whole(id).get() as Conversation;
    const peer = stored.kind === "direct" ? this.#person(peerOf(stored, me())) : undefined;
    const pending = outbox.of(id).get();
    const writing = typing.in(id).get();
    const writer = conversation.head.preview?.sender;
    const by = isGroup(stored) && writer !== undefined && writer !== me() ? shown.person(writer).get() : undefined;
    const parts = [conversation, peer, pending, writing, by];
    const made = this.#made.get(id);
    if (made?.parts.every((part, i) => part === parts[i])) return made.row;
    const row: ConversationRow = {
      conversation,
      name: peer ? peer.name || peer.handle : (conversation.title ?? ""),
      peer,
      preview: this.#preview(conversation, pending),
      draft: conversation.draft?.text,
      unread: conversation.unread,
      typing: writing.map((one) => this.#person(one)),
    };
    this.#made.set(id, { parts, row });
    return row;
  }

  #person(id: ID): Profile {
    return this.source.shown.person(id).get() ?? { id, handle: "", name: "", bio: "" };
  }

  /** In a group, who of the others wrote something. */
  #by(conversation: Conversation, sender: ID): Pick<RowPreview, "by"> {
    return isGroup(conversation) && sender !== this.source.me() ? { by: this.#person(sender) } : {};
  }

  #preview(conversation: Conversation, pending: OutboxItem[]): RowPreview | undefined {
    const sent = this.#sentPreview(conversation, pending);
    const item = lastWaiting(pending);
    if (!item || item.wish.kind !== "message" || (item.state === "failed" && sent && sent.at > item.at)) return sent;
    const { content, photos = content.photos, voice = content.voice, file = content.file } = item.wish;
    return { ...gist({ ...content, photos, voice, file }), mine: true, erased: false, at: item.at, state: item.state === "failed" ? "failed" : "sending" };
  }

  #sentPreview(conversation: Conversation, pending: OutboxItem[]): RowPreview | undefined {
    const preview = conversation.head.preview;
    if (!preview) return undefined;
    if (gone(preview) || conversation.hidden?.includes(preview.seq)) return this.#lastVisible(conversation);
    const mine = preview.sender === this.source.me();
    const change = pending.findLast(({ wish }) => (wish.kind === "edit" || wish.kind === "unsend") && wish.targetSeq === preview.seq)?.wish;
    const erased = preview.erased === true || change?.kind === "unsend";
    const text = change?.kind === "edit" ? (change.content.text ?? "") : preview.text;
    const state = mine && !erased ? delivery({ ...preview, state: "sent" }, conversation) : undefined;
    return { ...(!erased && { ...preview, text, poll: preview.type === "poll", shows: preview.type }), mine, erased, at: time(preview.at), state, ...this.#by(conversation, preview.sender) };
  }

  /** After the last message was deleted for this person, the one before it, when it is held. */
  #lastVisible(conversation: Conversation): RowPreview | undefined {
    const hidden = new Set(conversation.hidden);
    const record = this.source.histories
      .of(conversation.id)
      .recordsIn("tail")
      .findLast((one) => one.root?.kind === "message" && !one.hidden && !hidden.has(one.seq) && one.seq > conversation.clearedBefore);
    if (!record?.root) return undefined;
    const { sender, content, createdAt } = record.root;
    return { ...gist(content, record.edit?.value), mine: sender === this.source.me(), erased: record.erased, at: time(createdAt), ...this.#by(conversation, sender) };
  }
}

/** How many conversations a folder holds, here and beyond, with what else is in it. */
function counted(known: StoredConversation[], { more }: ListsState, folder: Exclude<Folder, "inbox">, others = 0): number {
  const here = known.filter((one) => one.folder === folder).length + others;
  return Math.max(here, here + more[folder]);
}

/** How many conversations of the inbox have something unread and are not muted. */
export function unreadIn(conversations: StoredConversation[], now: number): number {
  return conversations.filter((one) => one.folder === "inbox" && (one.unread > 0 || one.markedUnread) && !isMuted(one, now)).length;
}

function lastWaiting(pending: OutboxItem[]): OutboxItem | undefined {
  return pending.findLast((item) => item.wish.kind === "message");
}
