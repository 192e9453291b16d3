/**
 * What the local copy may hold. It is read as if a stranger had written it: an older version, a newer one, a browser that lost a part. What
 * does not hold is left out, and asked of the server again. Only what the app cannot do without has to be there.
 */
import type { StoredConversation, StoredMember } from "./conversation";
import type { FolderList, ListsState } from "./lists";
import type { ChosenFile, ChosenPhoto, OutboxItem, RecordedVoice, Source, Wish } from "./pending";
import type { StoredTail } from "./storage";
import type { Answers, Avatar, Content, ConversationPatch, Device, Draft, Entry, Filing, Invitation, Me, MessageRequest, Photo, Place, Preview, Privacy, Profile, SentFile, Suggestion, Voice } from "./types";

type Check = (value: unknown) => boolean;
/** A check of every field that a type names. */
type Fields<T> = { readonly [K in keyof T]-?: Check };

const text: Check = (value) => typeof value === "string";
const flag: Check = (value) => typeof value === "boolean";
const whole: Check = (value) => Number.isSafeInteger(value);
const count: Check = (value) => Number.isSafeInteger(value) && (value as number) >= 0;
const moment: Check = (value) => typeof value === "string" && !Number.isNaN(Date.parse(value));
const blob: Check = (value) => value instanceof Blob;
const unixMs: Check = (value) => typeof value === "number" && Math.abs(value) <= 8.64e15;
const maybe = (check: Check): Check => (value) => value === undefined || check(value);
// every() passes over what is missing.
const each = (check: Check): Check => (value) => Array.isArray(value) && !value.includes(undefined) && value.every(check);
const one = (...names: string[]): Check => (value) => names.includes(value as string);

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null;

function shape<T>(fields: Fields<T>) {
  const checks = Object.entries(fields) as [string, Check][];
  return (value: unknown): value is T => isObject(value) && checks.every(([name, check]) => check(value[name]));
}

const avatar = shape<Avatar>({ small: text, large: text });
const relation = shape<NonNullable<Profile["relation"]>>({
  asked: maybe(flag), asksYou: maybe(flag), following: maybe(flag), followsYou: maybe(flag), friend: maybe(flag), muted: maybe(flag), restricted: maybe(flag),
});
const profileFields = { id: text, handle: text, name: text, bio: maybe(text), avatar: maybe(avatar), blocked: maybe(flag), relation: maybe(relation) };

const friend = shape<NonNullable<MessageRequest["vouchedBy"]>>(profileFields);

export const isProfile = shape<Profile>({
  ...profileFields,
  private: maybe(flag),
  counts: maybe(shape<NonNullable<Profile["counts"]>>({ followers: count, following: count, friends: count })),
  reach: maybe(shape<NonNullable<Profile["reach"]>>({ outcome: text, code: maybe(text), retryAt: maybe(moment), vouchedBy: maybe(friend) })),
});

const who = one("everyone", "suggested", "friends", "nobody");
const bandChange = shape<NonNullable<Me["bandChange"]>>({ at: moment, band: text, before: who, choices: each(who), messages: flag, who });

export const isMe = shape<Me>({
  ...profileFields,
  bandChange: maybe(bandChange),
  timeZone: maybe(text),
  birthDate: maybe(text),
  createdAt: maybe(moment),
  hasPassword: maybe(flag),
  language: maybe(text),
  quietHours: maybe(shape<NonNullable<Me["quietHours"]>>({ from: text, until: text })),
  newSignIns: maybe(each(shape<Pick<Device, "id" | "device" | "createdAt">>({ id: text, device: text, createdAt: moment }))),
  passkeys: maybe(count),
  recoveryCodesLeft: maybe(count),
  role: maybe(text),
});

const maybeFlag = maybe(flag);
export const isPrivacy = shape<Privacy>({
  deliveryReceipts: maybeFlag, presence: maybeFlag, private: maybeFlag, readReceipts: maybeFlag, typing: maybeFlag,
  strangerLinks: maybeFlag, strangerPictures: maybeFlag, linkPreviews: maybeFlag, requestsPausedUntil: maybe(moment), pileOnUntil: maybe(moment),
});

const folder = one("inbox", "archived", "requests", "hidden");
const preview = shape<Preview>({ seq: count, sender: text, type: maybe(text), text, photos: maybe(count), videos: maybe(count), moving: maybe(count), voice: maybe(count), file: maybe(text), once: maybe(text), sticker: maybe(text), at: moment, edited: maybe(flag), expiresAt: maybe(moment), erased: maybe(flag) });
const draft = shape<Draft>({ text, replyTo: maybe(count), updatedAt: moment });
const member = shape<StoredMember>({ id: text, role: maybe(text), joinedAt: maybe(moment), deliveredSeq: maybe(count), readSeq: maybe(count) });
const request = shape<MessageRequest>({
  state: one("received", "new", "sent"), friendsInCommon: maybe(count), left: maybe(count), since: maybe(text), vouchedBy: maybe(friend), why: maybe(text),
});

export const isConversation = shape<StoredConversation>({
  id: text,
  kind: one("direct", "group", "saved"),
  encryption: maybe(text),
  folder,
  members: (value) => each(member)(value) && (value as unknown[]).length > 0,
  head: shape<StoredConversation["head"]>({ seq: count, at: maybe(moment), preview: maybe(preview), hash: maybe(text) }),
  createdAt: moment,
  clearedBefore: count,
  readSeq: count,
  unread: count,
  pinned: maybe(flag),
  muted: maybe(flag),
  mutedUntil: maybe(moment),
  markedUnread: maybe(flag),
  hidden: maybe(each(count)),
  draft: maybe(draft),
  request: maybe(request),
  notify: maybe(text),
  mentionSeq: maybe(whole),
  pins: maybe(each(count)),
  disappearing: maybe(text),
  title: maybe(text),
  avatar: maybe(avatar),
  memberCount: maybe(count),
  joiners: maybe(count),
  role: maybe(text),
  rules: maybe(shape<NonNullable<StoredConversation["rules"]>>({ add: text, edit: text, write: text, history: text })),
});

const photoFields = { id: text, width: maybe(count), height: maybe(count), duration: maybe(count), original: maybe(count), moving: maybe(count), placeholder: maybe(text), alt: maybe(text) };
const voiceFields = { id: text, duration: maybe(count), waveform: maybe(each(count)) };
const fileFields = { id: text, name: maybe(text), size: maybe(count) };
const content = shape<Content>({
  file: maybe(shape<SentFile>(fileFields)),
  voice: maybe(shape<Voice>(voiceFields)), forwarded: maybe(count),
  once: maybe(isObject), sticker: maybe(isObject), preview: maybe(isObject), location: maybe(shape<Place>({ latitude: unixMs, longitude: unixMs, accuracy: count, still: maybe(isObject) })), profile: maybe(text), // whose fields are looked at where it is shown
  photos: maybe(each(shape<Photo>(photoFields))), type: maybe(text), text: maybe(text), emoji: maybe(text), replyTo: maybe(count), by: maybe(text), messageSeq: maybe(count),
  mentions: maybe(each(text)), mentionAll: maybe(flag), action: maybe(text), accounts: maybe(each(text)), role: maybe(text), owner: maybe(text), link: maybe(flag),
  options: maybe(each(whole)), counts: maybe(each(whole)), voters: maybe(whole),
  poll: maybe(shape<NonNullable<Content["poll"]>>({ options: each(text), multiple: maybe(flag), anonymous: maybe(flag), closesAt: maybe(moment) })),
  title: maybe(text), picture: maybe(text), add: maybe(text), edit: maybe(text), write: maybe(text), history: maybe(text), disappearing: maybe(text),
});

export const isStoredEntry = shape<Entry>({
  conversationId: text,
  seq: count,
  clientId: text,
  kind: one("message", "edit", "reaction", "vote", "close", "unsend", "pin", "unpin", "member", "settings"),
  sender: text,
  createdAt: moment,
  targetSeq: maybe(count),
  content,
  expiresAt: maybe(moment),
  erased: maybe(flag),
  hidden: maybe(flag),
  prior: maybe(text),
});

export const isTail = shape<StoredTail>({ id: text, from: count, to: count, hasOlder: flag });

const kind = { kind: text };
const said = shape<Extract<Wish, { kind: "edit" | "reaction" | "vote" | "close" }>>({ ...kind, targetSeq: count, content });
const pinning = shape<Extract<Wish, { kind: "pin" | "unpin" }>>({ ...kind, content });
const wishes: Record<Wish["kind"], Check> = {
  message: shape<Extract<Wish, { kind: "message" }>>({
    ...kind,
    content,
    photos: maybe(each(shape<ChosenPhoto>({ ...photoFields, blob, made: maybe(flag), poster: maybe(blob), name: maybe(text), upload: maybe(text), stilled: maybe(flag) }))),
    voice: maybe(shape<RecordedVoice>({ ...voiceFields, blob })),
    file: maybe(shape<ChosenFile>({ ...fileFields, blob })),
    forward: maybe(shape<Source>({ conversationId: text, seq: count, sender: text })),
  }),
  edit: said,
  reaction: said,
  vote: said,
  close: said,
  pin: pinning,
  unpin: pinning,
  unsend: shape<Extract<Wish, { kind: "unsend" }>>({ ...kind, targetSeq: count }),
  hide: shape<Extract<Wish, { kind: "hide" }>>({ ...kind, seqs: each(count) }),
  read: shape<Extract<Wish, { kind: "read" }>>({ ...kind, seq: count }),
  remove: shape<Extract<Wish, { kind: "remove" }>>({ ...kind, upTo: count }),
  patch: shape<Extract<Wish, { kind: "patch" }>>({
    ...kind,
    change: shape<ConversationPatch>({
      archived: maybe(flag), markedUnread: maybe(flag), muted: maybe(flag), pinned: maybe(flag), notify: maybe(text), mutedUntil: maybe(moment),
      draft: maybe(shape<NonNullable<ConversationPatch["draft"]>>({ text, replyTo: maybe(count) })),
    }),
  }),
  relation: shape<Extract<Wish, { kind: "relation" }>>({
    ...kind,
    change: shape({ what: one("follow", "restrict", "mute", "block", "follower", "asks", "suggestion"), on: flag }),
  }),
  report: shape<Extract<Wish, { kind: "report" }>>({
    ...kind,
    filing: shape<Filing>({
      target: isObject,
      reason: text,
      text: maybe(text),
    }),
  }),
  answer: shape<Extract<Wish, { kind: "answer" }>>({
    ...kind,
    answers: shape<Answers>({ action: one("accept", "delete", "report", "block", "show"), conversations: each(text), reason: maybe(text), text: maybe(text) }),
  }),
};

export const isOutboxItem = shape<OutboxItem>({
  order: whole,
  id: text,
  conversationId: text,
  at: unixMs,
  wish: (value) => isObject(value) && Object.hasOwn(wishes, String(value.kind)) && wishes[value.kind as Wish["kind"]](value),
  state: one("waiting", "failed"),
  problem: maybe(shape({ status: whole, code: text })),
});

export const areSuggestions = each(shape<Pick<Suggestion, "account" | "reasons">>({ account: isProfile, reasons: each(isObject) })) as (value: unknown) => value is Suggestion[];

export const areInvitations = each(
  shape<Pick<Invitation, "conversationId" | "inviter" | "createdAt">>({ conversationId: text, inviter: isProfile, createdAt: moment }),
) as (value: unknown) => value is Invitation[];

/** How much of the lists was known: only what still holds is taken over. */
export function keptLists(value: unknown, fresh: ListsState): ListsState {
  const kept = isObject(value) ? value : {};
  const list = (name: unknown): FolderList => {
    if (!isObject(name) || name.status !== "ready" || !maybe(text)(name.next)) return { status: "none" };
    return { status: "ready", next: name.next as string | undefined };
  };
  const more = isObject(kept.more) ? kept.more : {};
  const counted = Object.keys(fresh.more).map((name) => [name, whole(more[name]) ? more[name] : 0]);
  return {
    inbox: list(kept.inbox),
    archived: list(kept.archived),
    requests: list(kept.requests),
    hidden: list(kept.hidden),
    more: Object.fromEntries(counted) as ListsState["more"],
  };
}
