/** What the app shows and does: the one interface between features and data. */
import type { Waiting } from "./contacts/waiting";
import type { SearchOptions } from "./search";
import type { Api } from "./api";
import type { LogRecord } from "./log";
import type { ChosenFile, ChosenPhoto, RecordedVoice, Said } from "./pending";
import type { Problem } from "./problem";
import type { Readable } from "./readable";
import type { RelationChange } from "./relation";
import type { Safety } from "./safety";
import type { Checked } from "./checked";
import type { Groups } from "./groups";
import type { Answers, Card, Content, Conversation, ConversationPatch, Filing, Folder, Hit, ID, Invitation, Me, Once, Opened, Page, Photo, Place, Played, Poll, Presence, Privacy, PrivacyUpdate, Profile, SentFile, Suggestion, Voice } from "./types";

export interface SessionState {
  status: "loading" | "signedOut" | "signedIn";
  me?: Me;
  privacy?: Privacy;
  /** Signed out without having asked for it: the session ran out, or was ended elsewhere. */
  ended?: "expired" | "elsewhere";
}

/** "offline": no answer comes; "down": the server answers with errors. */
export type ConnectionState = "connecting" | "online" | "offline" | "down";

/** "memory": the browser gives no storage, what is on screen is lost on reload. */
export type StorageState = "kept" | "memory";

export type Delivery = "sending" | "sent" | "delivered" | "read" | "failed";

export interface Reaction {
  emoji: string;
  by: ID[];
  mine: boolean;
}

/** What a message says, for one line. */
export interface Gist {
  text?: string;
  /** How many photos stand before the text. */
  photos?: number;
  /** How many of them are videos. */
  videos?: number;
  /** How many of them move. */
  moving?: number;
  /** Of a voice note: milliseconds. */
  voice?: number;
  /** What a file is called. */
  file?: string;
  /** The text is what a poll asks. */
  poll?: boolean;
  /** What it is that is viewed once. */
  once?: Once["kind"];
  /** What it is, where neither text nor anything above says it. */
  shows?: string;
  /** The emoji that a sticker stands for. */
  sticker?: string;
}

export interface Quote extends Gist {
  seq: number;
  sender?: ID;
  erased?: boolean;
}

/** What a message asks beside its text, and what came of it so far; see "./polls". */
export interface AskedPoll extends Poll, Partial<Pick<LogRecord, "votes" | "closed">> {
  /** What I chose, as long as the server has not heard of it. */
  waiting?: readonly number[];
}

/** What happened to a conversation: who came, left or has another role; what it is called, shows and allows; what was pinned. */
export type Note = { kind: "member" | "settings" | "pin" } & Omit<Content, "type" | "text" | "replyTo" | "emoji">;

/** Whom a message in a group mentions. */
export type Mentions = Pick<Content, "mentions" | "mentionAll">;

/** What goes with a text: whom it mentions, and the preview of a link in it, with its type; or that what is attached is viewed once. */
export type Beside = Mentions & Pick<Content, "type" | "preview" | "once">;

/** A message as shown: a root entry with everything that later entries say of it. */
export interface Message {
  /** The client id: the same from sending to sent. */
  key: string;
  conversationId: ID;
  /** Absent until the server has it. */
  seq?: number;
  sender: ID;
  mine: boolean;
  text: string;
  /** Those that wait to be sent have their files with them. */
  photos?: (Photo | ChosenPhoto)[];
  /** Likewise. */
  voice?: Voice | RecordedVoice;
  file?: SentFile | ChosenFile;
  poll?: AskedPoll;
  /** It is viewed once: while it waits to be sent, its photo or recording is with it. */
  once?: Once;
  /** The profile that it is: of whom. */
  profile?: ID;
  /** The place that it tells. */
  location?: Place;
  sticker?: Content["sticker"];
  /** How many times it was forwarded on its way here. */
  forwarded?: number;
  /** Of one that waits to be forwarded: whose its photos or voice note are. */
  from?: ID;
  /** Of a link in its text. */
  preview?: Card;
  /** It disappears then. */
  expiresAt?: string;
  /** Unix milliseconds. */
  at: number;
  edited: boolean;
  erased: boolean;
  /** Moderators erased it, not who wrote it. */
  removed?: true;
  /** What happened to a group, by `sender`: a quiet line, without text. */
  note?: Note;
  replyTo?: Quote;
  /** Whom it mentions, in a group; everyone with `mentionAll`. */
  mentions?: ID[];
  mentionAll?: boolean;
  reactions: Reaction[];
  state: "sending" | "sent" | "failed";
  /** Why it failed. */
  problem?: Problem;
}

export interface TimelineState {
  status: "loading" | "ready" | "error";
  /** Oldest first. */
  items: Message[];
  hasOlder: boolean;
  /** True while a window apart from the newest messages is shown (after jumpTo). */
  hasNewer: boolean;
  /** The first unread message when the timeline was opened; fixed while it is open. */
  unreadFrom?: number;
  problem?: Problem;
}

export interface Timeline extends Readable<TimelineState> {
  loadOlder(): Promise<void>;
  loadNewer(): Promise<void>;
  /** Shows the messages around one; resolves when it is among the items. */
  jumpTo(seq: number): Promise<void>;
  /** Back to the newest messages. */
  toEnd(): void;
  /** Ends this opening: the next one finds its own first unread message. */
  close(): void;
}

export interface RowPreview extends Gist {
  mine: boolean;
  /** Who wrote it, in a group where that was another. */
  by?: Profile;
  erased: boolean;
  /** Unix milliseconds. */
  at: number;
  /** How far my own last message came. */
  state?: Delivery;
}

export interface ConversationRow {
  conversation: Conversation;
  /** What it is called: the other's name, or that of a group. */
  name: string;
  /** The other of a direct conversation. */
  peer?: Profile;
  preview: RowPreview | undefined;
  draft?: string;
  unread: number;
  /** Who is writing, others only. */
  typing: readonly Profile[];
}

export interface InboxState {
  status: "loading" | "ready" | "error";
  items: ConversationRow[];
  hasMore: boolean;
  /** How many the other folders hold. */
  counts: Record<Exclude<Folder, "inbox">, number>;
  problem?: Problem;
}

export interface DraftText {
  text: string;
  replyTo?: number;
}

/** A change that was shown at once and that the server then refused for good; it has been taken back. */
export interface Refusal {
  kind: "edit" | "reaction" | "vote" | "close" | "pin" | "unpin" | "unsend" | "hide" | "patch" | "remove" | "relation" | "report" | "answer";
  conversationId: ID;
  problem: Problem;
}

export interface SignUpFields {
  handle: string;
  name?: string;
  birthDate: string;
  language?: string;
}

/** A new account. Show the recovery codes once, then call `enter`: only then does the session become "signedIn". */
export interface SignedUp {
  me: Me;
  recoveryCodes: string[];
  enter(): void;
}

export interface Auth {
  /** True when this browser can make and use passkeys. */
  passkeysSupported(): boolean;
  /** Where many sign up, the server asks for some work first: `onWork` gets how likely it was to be done by now, from 0 to 1. */
  signUpWithPassword(fields: SignUpFields & { password: string }, onWork?: (share: number) => void): Promise<SignedUp>;
  signUpWithPasskey(fields: SignUpFields, onWork?: (share: number) => void): Promise<SignedUp>;
  signInWithPassword(handle: string, password: string): Promise<void>;
  /** Without a handle the browser offers the passkeys it knows. Throws Problem `passkey_cancelled` when the person gives up. */
  signInWithPasskey(handle?: string, how?: { autofill?: boolean; signal?: AbortSignal }): Promise<void>;
  /** One recovery code and a new password; every other session ends. */
  recover(handle: string, code: string, password: string): Promise<void>;
  /** Ends the session on the server as soon as it can be reached, and wipes everything local at once. */
  signOut(): Promise<void>;
  addPasskey(name?: string): Promise<void>;
}

/** The person's own settings; each keeps `session` up to date. */
export interface Own {
  update(fields: { name?: string; bio?: string; language?: Me["language"] }): Promise<void>;
  /** `crop` is a square in the pixels of the picture as it is seen (turned upright). */
  setAvatar(image: Blob, crop?: { x: number; y: number; size: number }): Promise<void>;
  removeAvatar(): Promise<void>;
  setPrivacy(change: PrivacyUpdate): Promise<void>;
  /** Reads the account again, after something that changes it (passkeys, recovery codes, password). */
  refresh(): Promise<void>;
}

export interface Store {
  readonly session: Readable<SessionState>;
  readonly connection: Readable<ConnectionState>;
  readonly storage: Readable<StorageState>;
  /** One method per operation of the API; each throws Problem. */
  readonly api: Api;
  readonly auth: Auth;
  readonly own: Own;

  inbox(folder: Folder): Readable<InboxState>;
  loadMoreInbox(folder: Folder): Promise<void>;
  /** Conversations with something unread, not muted, in the inbox. */
  readonly unreadTotal: Readable<number>;
  /** Loads it when it is not known. */
  conversation(id: ID): Readable<Conversation | undefined>;
  /** The same timeline for everyone who asks for it until it is closed. */
  timeline(id: ID): Timeline;
  /** Who is typing, others only. */
  typing(id: ID): Readable<ID[]>;
  /** Watched on the server while someone is subscribed; undefined when hidden. */
  presence(accountId: ID): Readable<Presence | undefined>;
  /** A profile as last seen, kept current, with what waits in the outbox. */
  knownProfile(id: ID): Readable<Profile | undefined>;

  /** Writes resolve once they are kept locally and shown; they reach the server in order, now or later. */
  send(id: ID, text: string, replyTo?: number, photos?: ChosenPhoto[], beside?: Beside): Promise<void>;
  /** Sends what is no plain text: a recording, with the file, a poll, or a message that is forwarded. */
  say(id: ID, content: Content, rest?: Omit<Said, "content">): Promise<void>;
  /** Votes in a poll, or ends it. */
  about(id: ID, kind: "vote" | "close", seq: number, content: Content): Promise<void>;
  edit(id: ID, seq: number, text: string): Promise<void>;
  /** An empty emoji takes mine back. */
  react(id: ID, seq: number, emoji: string): Promise<void>;
  /** Has a message be in view for everyone, or no more. */
  pin(id: ID, seq: number, on: boolean): Promise<void>;
  unsend(id: ID, seq: number): Promise<void>;
  /** Deletes messages for me alone. */
  hide(id: ID, seqs: number[]): Promise<void>;
  /** A failed message leaves again, as the last of its conversation. */
  retry(key: string): Promise<void>;
  /** Gives up a message that failed, or whose photos or recording are on their way. */
  discard(key: string): Promise<void>;
  markRead(id: ID, seq: number): void;
  typingNow(id: ID): void;
  setDraft(id: ID, draft: DraftText | undefined): void;
  patch(id: ID, change: Omit<ConversationPatch, "draft">): Promise<void>;
  /** Deletes a conversation for me: its history up to now is gone from my devices. */
  removeConversation(id: ID): Promise<void>;
  /** Tells of changes that the server refused after they were shown; returns how to stop listening. */
  onRefusal(run: (refusal: Refusal) => void): () => void;
  /** The last that was told of voice notes that were played, or of what was opened that is viewed once. */
  readonly played: Readable<Played | Opened | undefined>;

  /** Tells of messages of others as they arrive live; returns how to stop listening. */
  onArrival(run: (message: Message) => void): () => void;

  openDirect(accountId: ID): Promise<ID>;
  /** Groups: who is in them. What one does to them is in "./groupActions". */
  readonly groups: Pick<Groups, "changes" | "told" | "joined" | "forget">;
  /** Groups that this person is asked to join, newest first; undefined until they are known. */
  readonly invitations: Readable<readonly Invitation[] | undefined>;
  searchPeople(q: string, signal?: AbortSignal): Promise<Profile[]>;
  searchMessages(q: string, options?: SearchOptions): Promise<Page<Hit>>;
  /** Conversations of both folders by the other's name or handle, from the local copy. */
  searchInbox(q: string): ConversationRow[];
  profile(idOrHandle: string): Promise<Profile>;
  /** Changes what stands between this person and another. */
  relate(person: Profile, change: RelationChange): Promise<void>;
  /** Counts the changes of relations that the server told of: lists of people may have changed with it. */
  readonly relations: Readable<number>;
  /** A page of suggested friends, best first; without a network, the first as it was last. */
  suggestions(cursor?: string): Promise<Page<Suggestion>>;
  /** Keeping who of one's contacts is here as suggestions, and waiting for the others; see "./contacts". */
  readonly waiting: Pick<Waiting, "keep" | "forget">;
  /** Accepts, deletes or reports message requests, blocks their senders, or takes those out that a filter hid. */
  answer(answers: Answers): Promise<void>;

  /** Reports a person, something of theirs, or a group to the moderators. `about` is that person or group. */
  report(about: Profile | ID, filing: Filing): Promise<void>;
  /** How many reports have not reached the server. */
  readonly reportsWaiting: Readable<number>;
  /** News of reports and of decisions about this person. */
  readonly safety: Pick<Safety, "told" | "see"> & Record<"changes" | "queue", Readable<number>> & Record<"seen", Readable<readonly string[]>>;

  /** Checks that what is here is what everyone has; loaded once the app stands. */
  readonly checked: Readable<Checked | undefined>;

  /** Stops every connection and timer. */
  stop(): void;
}
