/** Messages as shown, from records of the log and from what waits in the outbox. Unchanged messages keep their identity. */
import { time } from "./conversation";
import type { LogRecord, Said } from "./log";
import type { OutboxItem, Wish } from "./pending";
import { Problem } from "./problem";
import type { Gist, Message, Note, Quote, Reaction } from "./store";
import type { Content, EntryKind, ID } from "./types";

/** The entries that are lines of their own: messages, and what happens to a conversation. */
const SHOWN: ReadonlySet<EntryKind> = new Set(["message", "member", "settings", "pin"]);

const NOTHING: Content = {};

export type Lookup = (seq: number) => LogRecord | undefined;

interface Made {
  quoted: LogRecord | undefined;
  message: Message;
}

export class MessageMaker {
  readonly #made = new WeakMap<LogRecord, Made>();
  readonly #waiting = new WeakMap<OutboxItem, Made>();

  constructor(private readonly me: ID) {}

  /** Sent messages with what waits on top of them, then those that wait themselves. */
  all(records: LogRecord[], pending: OutboxItem[], lookup: Lookup): Message[] {
    const changes = grouped(pending.filter((item) => item.state === "waiting"), targetOf);
    const find: Lookup = (seq) => changed(lookup(seq), changes.get(seq), this.me);
    const messages: Message[] = [];
    for (const record of records) {
      if (record.hidden || !record.root || !SHOWN.has(record.root.kind)) continue;
      const change = changes.get(record.seq);
      messages.push(change ? this.#make(changed(record, change, this.me), find) : this.#sent(record, find));
    }
    for (const item of pending) if (item.wish.kind === "message") messages.push(this.#unsent(item, find));
    return messages;
  }

  /** One message alone. */
  one(record: LogRecord, lookup: Lookup): Message {
    return this.#sent(record, lookup);
  }

  #sent(record: LogRecord, lookup: Lookup): Message {
    const replyTo = record.root?.content.replyTo;
    const quoted = replyTo ? lookup(replyTo) : undefined;
    const made = this.#made.get(record);
    if (made && made.quoted === quoted) return made.message;
    const message = this.#make(record, lookup);
    this.#made.set(record, { quoted, message });
    return message;
  }

  #make(record: Changed, lookup: Lookup): Message {
    const { root, seq, edit, erased, removed, votes, closed, waiting } = record;
    if (!root) throw new Error("a message needs its root entry");
    const { sender, clientId, conversationId, content, createdAt, expiresAt, kind } = root;
    const { photos, voice, file, poll, forwarded, once, profile, location, sticker } = erased ? NOTHING : content;
    return {
      key: clientId,
      conversationId,
      seq,
      sender,
      mine: sender === this.me,
      text: erased ? "" : (edit?.value ?? content.text ?? ""),
      photos,
      mentions: content.mentions,
      mentionAll: content.mentionAll,
      voice,
      file,
      poll: poll && { ...poll, votes, closed, waiting },
      once,
      profile,
      location,
      sticker,
      forwarded,
      preview: content.preview,
      expiresAt,
      at: time(createdAt),
      edited: edit !== undefined && !erased,
      erased,
      removed,
      ...(kind !== "message" && { note: { kind, ...content } as Note }),
      replyTo: content.replyTo && !erased ? quote(content.replyTo, lookup) : undefined,
      reactions: erased ? [] : reactions(record.reactions, this.me),
      state: "sent",
    };
  }

  #unsent(item: OutboxItem, lookup: Lookup): Message {
    const { content, photos = content.photos, voice = content.voice, file = content.file, forward } = item.wish as Extract<Wish, { kind: "message" }>;
    const quoted = content.replyTo ? lookup(content.replyTo) : undefined;
    const made = this.#waiting.get(item);
    if (made && made.quoted === quoted) return made.message;
    const message: Message = {
      key: item.id,
      conversationId: item.conversationId,
      sender: this.me,
      mine: true,
      text: content.text ?? "",
      photos,
      mentions: content.mentions,
      mentionAll: content.mentionAll,
      voice,
      file,
      poll: content.poll,
      once: content.once,
      profile: content.profile,
      location: content.location,
      sticker: content.sticker,
      ...(forward && { forwarded: content.forwarded, from: forward.sender }),
      preview: content.preview,
      at: item.at,
      edited: false,
      erased: false,
      replyTo: content.replyTo ? quote(content.replyTo, lookup) : undefined,
      reactions: [],
      state: item.state === "failed" ? "failed" : "sending",
      problem: item.problem && new Problem(item.problem),
    };
    this.#waiting.set(item, { quoted, message });
    return message;
  }
}

function targetOf(item: OutboxItem): number {
  return "targetSeq" in item.wish ? item.wish.targetSeq : 0;
}

/** What I chose in a poll may wait. */
type Changed = LogRecord & { readonly waiting?: readonly number[] };

/** A record with my own changes that have not reached the server. */
function changed(record: LogRecord, items: OutboxItem[] | undefined, me: ID): Changed;
function changed(record: LogRecord | undefined, items: OutboxItem[] | undefined, me: ID): Changed | undefined;
function changed(record: LogRecord | undefined, items: OutboxItem[] | undefined, me: ID): Changed | undefined {
  if (!record) return undefined;
  return (items ?? []).reduce((now: Changed, { wish }) => {
    if (wish.kind === "edit") return { ...now, edit: { seq: Infinity, value: wish.content.text ?? "" } };
    if (wish.kind === "unsend") return { ...now, erased: true };
    if (wish.kind === "vote") return { ...now, waiting: wish.content.options };
    if (wish.kind === "close") return { ...now, closed: true };
    if (wish.kind !== "reaction") return now;
    return { ...now, reactions: { ...now.reactions, [me]: { seq: Infinity, value: wish.content } } };
  }, record);
}

function quote(seq: number, lookup: Lookup): Quote {
  const record = lookup(seq);
  if (!record?.root) return { seq };
  const { root, edit, erased, hidden } = record;
  if (erased || hidden) return { seq, sender: root.sender, erased: true };
  return { seq, sender: root.sender, ...gist(root.content, edit?.value) };
}

/** What a message says in one line; `text` where it is another by now. */
export function gist({ text = "", photos, voice, file, poll, once, profile, location, sticker }: Pick<Content, "text" | "photos" | "voice" | "file" | "once" | "profile" | "location" | "sticker"> & { poll?: unknown }, now = text): Gist & { text: string } {
  return { text: now, photos: photos?.length, videos: photos?.filter(({ duration }) => duration !== undefined).length, moving: photos?.filter(({ moving }) => moving).length, voice: voice?.duration, file: file?.name, poll: poll ? true : undefined, once: once?.kind, sticker: sticker?.emoji, shows: profile ? "profile" : location && "location" };
}

/** By emoji, in the order in which each emoji first came. */
function reactions(byPerson: Said, me: ID): Reaction[] {
  const given = Object.entries(byPerson)
    .filter(([, last]) => last.value.emoji)
    .sort(([, a], [, b]) => a.seq - b.seq);
  const byEmoji = grouped(given, ([, last]) => last.value.emoji as string);
  return [...byEmoji].map(([emoji, people]) => {
    const by = people.map(([person]) => person);
    return { emoji, by, mine: by.includes(me) };
  });
}

function grouped<T, K>(items: T[], keyOf: (item: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return groups;
}
