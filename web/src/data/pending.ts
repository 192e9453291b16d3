/** What waits in the outbox: its shape, how newer wishes replace older ones, and how it changes what is shown. */
import { pinned, type StoredConversation } from "./conversation";
import { related, type RelationChange } from "./relation";
import type { Answers, Content, ConversationPatch, Filing, ID, Photo, ProblemBody, Profile, SentFile, Voice } from "./types";

/** A photo or video that is to be sent, with the file itself; `made` once the server has it, under its id. */
export interface ChosenPhoto extends Photo {
  blob: Blob;
  /** Of a video, or of what moves: what shows in its place, where this browser can read it. */
  poster?: Blob;
  /** That it moves, and is too large to be sent so. */
  stilled?: boolean;
  /** Of a photo that this browser cannot show, and sends as it is: what it is called. */
  name?: string;
  /** Of a video that the server has and prepares: under which id. */
  upload?: ID;
  made?: boolean;
}

/** A recording that is to be sent. Its length is the recorder's until the server has measured it. */
export interface RecordedVoice extends Voice {
  blob: Blob;
}

/** A file that is to be sent as it is. */
export interface ChosenFile extends SentFile {
  blob: Blob;
}

/** A message that is forwarded: where it stands, and whose it is. Its content is what shows until it is sent. */
export interface Source {
  conversationId: ID;
  seq: number;
  sender: ID;
}

/** With photos, a recording or a file, it leaves once the server has these. */
export interface Said {
  content: Content;
  photos?: ChosenPhoto[];
  voice?: RecordedVoice;
  file?: ChosenFile;
  forward?: Source;
}

export type Wish =
  | ({ kind: "message" } & Said)
  | { kind: "edit" | "reaction" | "vote" | "close"; targetSeq: number; content: Content }
  | { kind: "pin" | "unpin"; content: Content }
  | { kind: "unsend"; targetSeq: number }
  | { kind: "hide"; seqs: number[] }
  | { kind: "patch"; change: ConversationPatch }
  | { kind: "read"; seq: number }
  | { kind: "remove"; upTo: number }
  /** Of a person. */
  | { kind: "relation"; change: RelationChange }
  /** Of something of a person, or of a group. */
  | { kind: "report"; filing: Filing }
  /** Of all the requests that it names. */
  | { kind: "answer"; answers: Answers };

export interface OutboxItem {
  /** The place in the queue; grows with time, over all tabs. */
  order: number;
  /** The client id: the same through retries and reloads. */
  id: string;
  /** What it is about: a conversation, or the person of a relation, or the person or group of a report; empty when the wish itself names several. */
  conversationId: ID;
  /** Unix milliseconds. */
  at: number;
  wish: Wish;
  state: "waiting" | "failed";
  problem?: ProblemBody;
}

/**
 * Entries of one conversation leave one after the other; so do changes of one's own view of it, and of what stands between oneself and one
 * person. They do not wait for each other, and nothing waits for photos or recordings.
 */
export function laneOf(item: OutboxItem): string {
  if (uploads(item)) return item.id;
  return `${isEntry(item.wish) ? "log" : "view"}/${item.conversationId}`;
}

/** Whether photos or a recording have to reach the server before it can leave. */
export function uploads({ wish }: OutboxItem): boolean {
  return wish.kind === "message" && (wish.photos ?? wish.voice ?? wish.file) !== undefined;
}

/** Whether it tells the moderators something. */
export function reports({ wish }: OutboxItem): boolean {
  return wish.kind === "report" || (wish.kind === "answer" && wish.answers.action === "report");
}

/** Whether an item changes what is shown of a conversation or of a person. */
export function concerns({ conversationId, wish }: OutboxItem, id: ID): boolean {
  return conversationId === id || (wish.kind === "answer" && wish.answers.conversations.includes(id));
}

export function isEntry(wish: Wish): wish is Extract<Wish, { kind: "message" | "edit" | "reaction" | "vote" | "close" | "pin" | "unpin" | "unsend" }> {
  return "content" in wish || wish.kind === "unsend";
}

/** The waiting items that a new wish makes pointless, and the wish with what it takes over from them. */
export function coalesce(items: OutboxItem[], conversationId: ID, wish: Wish): { wish: Wish; replaced: OutboxItem[] } {
  const replaced: OutboxItem[] = [];
  const between = new Set<Wish["kind"]>();
  let merged = wish;
  for (const item of [...items].reverse()) {
    if (item.conversationId !== conversationId || item.state !== "waiting") continue;
    if (replaces(merged, item.wish)) {
      if (unpins(merged, item.wish)) break;
      merged = takeOver(merged, item.wish, between);
      replaced.unshift(item);
    }
    between.add(item.wish.kind);
  }
  return { wish: merged, replaced };
}

function replaces(newer: Wish, older: Wish): boolean {
  switch (newer.kind) {
    case "message":
    case "answer":
    case "report":
      return false;
    case "relation":
      return older.kind === "relation" && older.change.what === newer.change.what;
    case "edit":
    case "reaction":
    case "vote":
    case "close":
      return older.kind === newer.kind && older.targetSeq === newer.targetSeq;
    case "pin":
    case "unpin":
      return "content" in older && older.content.messageSeq === newer.content.messageSeq;
    case "unsend":
      return "targetSeq" in older && older.targetSeq === newer.targetSeq;
    default:
      return older.kind === newer.kind;
  }
}

/** Archiving takes the pin away: together with a later pin in one change, it would take that one. */
function unpins(newer: Wish, older: Wish): boolean {
  return newer.kind === "patch" && older.kind === "patch" && newer.change.pinned === true && older.change.archived === true && newer.change.archived === undefined;
}

/** A newer wish with what is left of an older one, given what kinds came between: what those undid stays undone. */
function takeOver(newer: Wish, older: Wish, between: ReadonlySet<Wish["kind"]>): Wish {
  if (newer.kind === "patch" && older.kind === "patch") {
    const left = { ...older.change };
    // Archiving took the pin away, also where the conversation is out of the archive again.
    if (left.archived && newer.change.archived === false) left.pinned = false;
    if (between.has("read") || between.has("remove")) delete left.markedUnread;
    if (between.has("remove")) {
      delete left.pinned;
      delete left.archived;
      delete left.draft;
    }
    return { kind: "patch", change: { ...left, ...newer.change } };
  }
  if (newer.kind === "read" && older.kind === "read") return { kind: "read", seq: Math.max(older.seq, newer.seq) };
  if (newer.kind === "hide" && older.kind === "hide") return { kind: "hide", seqs: [...new Set([...older.seqs, ...newer.seqs])] };
  return newer;
}

/** A conversation as it will be once what waits has reached the server. */
export function withPending(conversation: StoredConversation, items: OutboxItem[]): StoredConversation {
  return items.reduce((now, { wish, at, state }) => (state === "failed" ? now : withWish(now, wish, at)), conversation);
}

function withWish(now: StoredConversation, wish: Wish, at: number): StoredConversation {
  switch (wish.kind) {
    case "read":
      return asRead(now, wish.seq);
    case "hide":
      return { ...now, hidden: [...new Set([...(now.hidden ?? []), ...wish.seqs])] };
    case "remove":
      return asRemoved(now, wish.upTo);
    case "pin":
    case "unpin":
      return pinned({ ...now }, wish.content.messageSeq, wish.kind === "pin");
    case "patch":
      return asPatched(now, wish.change, at);
    case "answer":
      return asAnswered(now, wish.answers.action);
    default:
      return now;
  }
}

/** Read up to `seq`: what is beyond stays unread. */
export function asRead(now: StoredConversation, seq: number): StoredConversation {
  if (seq <= now.readSeq) return now.markedUnread ? { ...now, markedUnread: false } : now;
  const read = { ...now, readSeq: seq, markedUnread: false, unread: seq >= now.head.seq ? 0 : now.unread };
  if (seq >= (now.mentionSeq ?? 0)) delete read.mentionSeq;
  return read;
}

/** Deleted for this person: nothing up to `upTo` is left. */
export function asRemoved(now: StoredConversation, upTo: number): StoredConversation {
  const gone = { ...now, clearedBefore: Math.max(now.clearedBefore, upTo), pinned: false, markedUnread: false, draft: undefined };
  if (upTo < now.head.seq) return gone;
  return { ...gone, folder: "inbox", unread: 0, head: { seq: now.head.seq } };
}

/** A message request that was answered: accepted it is a conversation like any other, shown it stands among the others, else it is gone. */
export function asAnswered(now: StoredConversation, action: Answers["action"]): StoredConversation {
  const { request, ...open } = now;
  if (action === "show") return now.folder === "hidden" ? { ...open, folder: "requests", request: request && { ...request, why: undefined } } : now;
  if (action === "accept") return { ...open, folder: "inbox" };
  return asRemoved(open, now.head.seq);
}

/** A profile as it will be once what waits has reached the server. */
export function profileWithPending(profile: Profile, items: OutboxItem[]): Profile {
  return items.reduce((now, { wish }) => (wish.kind === "relation" ? related(now, wish.change) : now), profile);
}

function asPatched(now: StoredConversation, change: ConversationPatch, at: number): StoredConversation {
  const next = { ...now };
  if (change.muted !== undefined) {
    next.muted = change.muted;
    next.mutedUntil = change.muted ? change.mutedUntil : undefined;
  }
  if (change.pinned !== undefined) next.pinned = change.pinned;
  if (change.notify !== undefined) next.notify = change.notify;
  if (change.archived !== undefined) next.folder = change.archived ? "archived" : "inbox";
  if (change.archived) next.pinned = false;
  if (change.markedUnread !== undefined) next.markedUnread = change.markedUnread;
  if (change.draft) next.draft = change.draft.text === "" ? undefined : { ...change.draft, updatedAt: new Date(at).toISOString() };
  return next;
}
