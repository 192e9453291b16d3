/**
 * The log of a conversation, folded. A record holds what all entries say of one root entry. Folding is a join: any order and
 * any repetition of the same entries gives the same record, so a page, a live event and a retry may overlap freely.
 */
import { gone } from "./conversation";
import type { Content, Entry, ID } from "./types";

export interface Latest<T> {
  seq: number;
  value: T;
}

export interface LogRecord {
  readonly seq: number;
  /** The entry itself; absent while only later entries that speak of it are known. */
  readonly root?: Entry;
  /** The last edit. */
  readonly edit?: Latest<string>;
  /** The last reaction of each person; an empty emoji takes it back. */
  readonly reactions: Said;
  /** Likewise the votes in a poll. Those in an anonymous one stand under the name of whose poll it is: the last tells the results. */
  readonly votes: Said;
  /** The poll was ended by hand. */
  readonly closed?: true;
  /** Unsent for everyone: no text is left. */
  readonly erased: boolean;
  /** Moderators did that. */
  readonly removed?: true;
  /** Deleted for this person alone, or disappeared. */
  readonly hidden: boolean;
}

/** What each person said last. */
export type Said = Readonly<Record<ID, Latest<Content>>>;

/** The kinds of entries of which each person's last counts, and where they are kept. */
const LAST: { readonly [kind in Entry["kind"]]?: "reactions" | "votes" } = { reaction: "reactions", vote: "votes" };

export type LogRecords = Map<number, LogRecord>;

/** Folds one entry into the records; returns true when something changed. */
export function fold(records: LogRecords, entry: Entry): boolean {
  const seq = entry.targetSeq || entry.seq;
  const before = records.get(seq) ?? { seq, reactions: {}, votes: {}, erased: false, hidden: false };
  const after = join(before, entry);
  if (after === before) return false;
  records.set(seq, after.erased || after.hidden ? emptied(after) : after);
  return true;
}

function join(before: LogRecord, entry: Entry): LogRecord {
  const record: LogRecord = entry.content.by === "moderators" && !before.removed ? { ...before, removed: true } : before;
  // The content of an entry is erased or hidden only together with the message that it speaks of.
  const erased = record.erased || entry.erased === true || entry.kind === "unsend";
  const hidden = record.hidden || entry.hidden === true || gone(entry);
  if (erased !== record.erased || hidden !== record.hidden || (!entry.targetSeq && !record.root)) {
    return { ...record, root: record.root ?? (entry.targetSeq ? undefined : entry), erased, hidden };
  }
  if (erased || hidden) return record;
  if (entry.kind === "edit" && (record.edit?.seq ?? 0) < entry.seq) {
    return { ...record, edit: { seq: entry.seq, value: entry.content.text ?? "" } };
  }
  if (entry.kind === "close" && !record.closed) return { ...record, closed: true };
  const last = LAST[entry.kind];
  if (last && (record[last][entry.sender]?.seq ?? 0) < entry.seq) {
    return { ...record, [last]: { ...record[last], [entry.sender]: { seq: entry.seq, value: entry.content } } };
  }
  return record;
}

/** Nothing of an erased or hidden message stays in memory but where and when it was. */
function emptied(record: LogRecord): LogRecord {
  const { seq, root, erased, hidden, removed } = record;
  const left = { seq, reactions: {}, votes: {}, erased, hidden, ...(removed && { removed }) };
  if (!root) return left;
  const { conversationId, kind, sender, clientId, createdAt } = root;
  return { ...left, root: { conversationId, seq, kind, sender, clientId, createdAt, content: {} } };
}
