/** A conversation as this device knows it, and what events make of it. Pure. */
import { gist } from "./messages";
import type { Content, Conversation, Entry, ID, Member, Preview, Profile } from "./types";

export type StoredMember = Omit<Member, "account"> & { id: ID };

/** A conversation with its people by id: profiles live once, in their own table. */
export type StoredConversation = Omit<Conversation, "members"> & { members: StoredMember[] };

export function stored(conversation: Conversation): StoredConversation {
  return { ...conversation, members: conversation.members.map(({ account, ...member }) => ({ ...member, id: account.id })) };
}

export function whole(conversation: StoredConversation, profile: (id: ID) => Profile | undefined): Conversation {
  return { ...conversation, members: conversation.members.map(({ id, ...member }) => ({ ...member, account: profile(id) ?? unknown(id) })) };
}

const unknown = (id: ID): Profile => ({ id, handle: "", name: "", bio: "" });

export const isGroup = (conversation: Pick<Conversation, "kind">): boolean => conversation.kind === "group";

/** Whether this person may write in it: in an announcing group, only the owner and the admins do. */
export const mayWrite = ({ rules, role }: Pick<Conversation, "rules" | "role">): boolean => rules?.write !== "admins" || role !== "member";

/** The other person; oneself in a conversation with oneself. */
export function peerOf(conversation: StoredConversation, me: ID): ID {
  return (conversation.members.find((member) => member.id !== me) ?? conversation.members[0])?.id ?? me;
}

/**
 * What the server says of a conversation, over what is known. An answer may be older than an event that overtook it: the log's
 * head and the positions in it never go back; everything else is taken as told.
 */
export function merged(known: StoredConversation | undefined, told: StoredConversation): StoredConversation {
  if (!known) return told;
  const next = { ...told, readSeq: Math.max(known.readSeq, told.readSeq), clearedBefore: Math.max(known.clearedBefore, told.clearedBefore) };
  next.members = told.members.map((member) => notBack(member, known.members.find((one) => one.id === member.id)));
  if (told.head.seq < known.head.seq) {
    next.head = known.head;
    next.unread = known.unread;
    for (const name of OF_THE_LOG) Object.assign(next, { [name]: known[name] });
  }
  if (next.readSeq >= (next.mentionSeq ?? 0)) delete next.mentionSeq;
  if (next.readSeq >= next.head.seq) next.unread = 0;
  else if (known.readSeq > told.readSeq) next.unread = known.unread;
  return next;
}

/** What the log says of a conversation: as old as the head that it comes with. */
const OF_THE_LOG = ["title", "avatar", "memberCount", "role", "rules", "mentionSeq", "pins", "disappearing"] as const;

/** Positions that the server no longer tells are hidden now, so they are dropped rather than kept. */
function notBack(told: StoredMember, known: StoredMember | undefined): StoredMember {
  const next = { ...told };
  if (told.readSeq !== undefined) next.readSeq = Math.max(told.readSeq, known?.readSeq ?? 0);
  if (told.deliveredSeq !== undefined) next.deliveredSeq = Math.max(told.deliveredSeq, known?.deliveredSeq ?? 0);
  return next;
}

/** One entry further. Entries at or below the known head change nothing. */
export function withEntry(known: StoredConversation, entry: Entry, me: ID): StoredConversation {
  if (entry.seq <= known.head.seq) return known;
  const mine = entry.sender === me;
  const head = { ...known.head, seq: entry.seq, hash: undefined as string | undefined };
  const next = { ...known, head };
  switch (entry.kind) {
    case "message":
      head.at = entry.createdAt;
      head.preview = previewOf(entry);
      // An archived conversation comes back with a message, unless it is muted.
      if (known.folder === "archived" && !isMuted(known, time(entry.createdAt))) next.folder = "inbox";
      if (!mine) next.unread = Math.min(100, known.unread + 1);
      if (!mine && (entry.content.mentionAll || entry.content.mentions?.includes(me))) next.mentionSeq = entry.seq;
      return next;
    case "edit":
      if (head.preview?.seq === entry.targetSeq) head.preview = { ...head.preview, text: entry.content.text ?? "", edited: true } as Preview;
      // Who shows what is pinned reads it anew.
      if (next.pins?.includes(entry.targetSeq ?? 0)) next.pins = [...next.pins];
      return next;
    case "pin":
    case "unpin":
      return pinned(next, entry.content.messageSeq, entry.kind === "pin");
    case "unsend":
      pinned(next, entry.targetSeq, false);
      if (head.preview?.seq === entry.targetSeq) head.preview = { ...head.preview, text: "", photos: 0, voice: 0, erased: true } as Preview;
      if (!mine && (entry.targetSeq ?? 0) > known.readSeq) next.unread = Math.max(0, known.unread - 1);
      return next;
    case "member":
      return withMembers(next, entry, me);
    case "settings":
      return withSettings(next, entry.content);
    default:
      return next;
  }
}

/** With a message among those that are pinned, or without it. What this person cannot see is none of them. Changes what it gets. */
export function pinned(next: StoredConversation, seq = 0, on: boolean): StoredConversation {
  const pins = next.pins?.filter((one) => one !== seq) ?? [];
  if (on && seq > next.clearedBefore) pins.push(seq);
  next.pins = pins.length > 0 ? pins : undefined;
  return next;
}

/** Who came, left or has another role: how many there are, and what one is oneself. */
function withMembers(next: StoredConversation, { content, sender }: Entry, me: ID): StoredConversation {
  const { action, accounts = [], role, owner } = content;
  const named = (id: ID) => accounts.includes(id);
  const count = next.memberCount ?? 0;
  switch (action) {
    case "add":
    case "join":
      // What told this person of the group counted them, and those who came with them.
      if (!named(me)) next.memberCount = count + accounts.length;
      break;
    case "leave":
    case "remove":
      next.memberCount = Math.max(1, count - accounts.length);
      if (owner === me) next.role = "owner";
      break;
    case "role":
      if (named(me)) next.role = role;
      else if (role === "owner" && sender === me) next.role = "admin";
      break;
  }
  return next;
}

/** What a group is called, shows and allows, and when messages disappear. The address of a new picture is the server's to tell. */
function withSettings(next: StoredConversation, { title, picture, add, edit, write, history, disappearing }: Content): StoredConversation {
  if (disappearing) next.disappearing = disappearing === "off" ? undefined : disappearing;
  if (title !== undefined) next.title = title;
  if (picture === "removed") delete next.avatar;
  const { rules } = next;
  if (rules) next.rules = { add: add ?? rules.add, edit: edit ?? rules.edit, write: write ?? rules.write, history: history ?? rules.history };
  return next;
}

function previewOf(entry: Entry): Preview {
  const { content, seq, sender, createdAt, expiresAt } = entry;
  return { ...gist(content), type: (content.type ?? "text") as Preview["type"], seq, sender, at: createdAt, expiresAt };
}

/** A member's positions, never backward. Who has read has also received. */
export function withReceipt(known: StoredConversation, receipt: { accountId: ID; readSeq?: number; deliveredSeq?: number }): StoredConversation {
  const member = known.members.find((one) => one.id === receipt.accountId);
  if (!member) return known;
  const readSeq = Math.max(member.readSeq ?? 0, receipt.readSeq ?? 0);
  const deliveredSeq = Math.max(member.deliveredSeq ?? 0, receipt.deliveredSeq ?? 0, receipt.readSeq ?? 0);
  if (readSeq === (member.readSeq ?? 0) && deliveredSeq === (member.deliveredSeq ?? 0)) return known;
  const next: StoredMember = { ...member };
  if (readSeq > 0) next.readSeq = readSeq;
  if (deliveredSeq > 0) next.deliveredSeq = deliveredSeq;
  return { ...known, members: known.members.map((one) => (one === member ? next : one)) };
}

/** Someone asks to write: they are told nothing, neither that it arrived nor that it was read. */
export function asks(conversation: StoredConversation): boolean {
  return conversation.folder === "requests" || conversation.folder === "hidden";
}

/** Whether there is something to show in the inbox. */
export function hasContent(conversation: StoredConversation): boolean {
  return activeAt(conversation) > 0;
}

/** When something last happened, in Unix milliseconds. */
export function activeAt(conversation: StoredConversation): number {
  const { head, draft } = conversation;
  return time(head.at ?? head.preview?.at ?? draft?.updatedAt ?? joinedAt(conversation));
}

/** A group in which nothing was said stands where one joined it, until one clears it. The first member that a view tells of is oneself. */
function joinedAt({ kind, members, head, clearedBefore }: StoredConversation): string | undefined {
  return isGroup({ kind }) && clearedBefore < head.seq ? members[0]?.joinedAt : undefined;
}

export const time = (text: string | undefined): number => (text ? Date.parse(text) : 0);

/** Whether something has had its time: nothing of it is shown. */
export const gone = ({ expiresAt }: Pick<Entry, "expiresAt">): boolean => expiresAt !== undefined && time(expiresAt) <= Date.now();

/** True while notifications of it are silenced. */
export function isMuted(conversation: Pick<Conversation, "muted" | "mutedUntil">, now: number): boolean {
  return conversation.muted && (!conversation.mutedUntil || time(conversation.mutedUntil) > now);
}
