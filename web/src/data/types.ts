/** The shapes of the API, named as the app names them. They come from the contract in sdk/ts. */
import type { components, paths } from "@sdk/schema";

type Schemas = components["schemas"];

export type ID = string;
export type Avatar = Schemas["Avatar"];
/** What lists show of someone, and of whom one has looked at more closely also what their own page does. */
export type Profile = Schemas["Profile"] & Partial<Omit<Schemas["Person"], keyof Schemas["Profile"]>>;
/** What stands between this person and another, seen from here. */
export type Relation = Schemas["Relation"];
/** What writing to someone would do now. */
export type Reach = Schemas["Reach"];
export type Reason = Schemas["Reason"];
export type Suggestion = Schemas["Suggestion"];
/** One's link to Facebook, and what is kept of the list of names that one imported. */
export type FacebookLink = Schemas["FacebookLink"];
export type FacebookImport = Schemas["FacebookImport"];
export type Me = Schemas["Me"];
export type Privacy = Schemas["Privacy"];
export type PrivacyUpdate = Schemas["PrivacyUpdate"];
/** Who may write to this person, and what they may choose. */
export type DirectMessages = Schemas["DirectMessages"];
export type Who = DirectMessages["who"];
/** A signed-in device, as Settings → Devices lists them. */
export type Device = Schemas["Session"];
export type Passkey = Schemas["Passkey"];
export type Content = Schemas["Content"];
/** A photo of a message. */
export type Photo = Schemas["MessagePhoto"];
/** A voice note of a message. */
export type Voice = Schemas["MessageVoice"];
/** What a poll asks, beside its question. */
export type Poll = NonNullable<Content["poll"]>;
/** A file of a message. */
export type SentFile = Schemas["MessageFile"];
/** Where a message says that its sender was. */
export type Place = Schemas["MessagePlace"];
export type Still = NonNullable<Place["still"]>;
/** The preview of a link, as a message carries it. */
export type Card = Schemas["MessagePreview"];
export type Entry = Schemas["Entry"];
export type EntryKind = Entry["kind"];
export type Member = Schemas["Member"];
export type Role = Member["role"];
/** Who may do what in a group. */
export type Rules = Schemas["Rules"];
/** What a group is called, and its rules, where they are to change. */
export type GroupPatch = Schemas["GroupPatch"];
/** What became of someone who was to be in a group. */
export type Outcome = Schemas["Outcome"];
/** A group that one is asked to join: what it is called and shows is there once it is opened. */
export type Invitation = Schemas["Invitation"];
export type Preview = Schemas["Preview"];
export type Draft = Schemas["Draft"];
export type Conversation = Schemas["Conversation"];
/** What is shown of a conversation that one has asked for and the other not accepted. */
export type MessageRequest = Schemas["Request"];
export type Answers = Schemas["Answers"];
export type ReportReason = NonNullable<Answers["reason"]>;
/** What someone reports, and a report as its reporter follows it. */
export type Filing = Schemas["Filing"];
export type Report = Schemas["Report"];
/** What was decided about this person, and who looked at what they wrote. */
export type OwnRecord = Schemas["OwnRecord"];
export type OwnDecision = Schemas["OwnDecision"];
export type ConversationPatch = Schemas["ConversationPatch"];
export type Folder = Conversation["folder"];
export type ServerInfo = paths["/v1/server"]["get"]["responses"][200]["content"]["application/json"];
export type ProblemBody = Pick<Schemas["Problem"], "status" | "code"> & Partial<Schemas["Problem"]>;

/** A way into a group for whoever has its code; what one is made of; what it shows to who is not in the group; and what became of following it. */
export type GroupLink = Schemas["GroupLink"];
export type NewLink = Schemas["NewLink"];
export type LinkPreview = Schemas["LinkPreview"];
export type Joining = Schemas["Joining"];
/** Someone who asks to join a group. */
export type Joiner = Schemas["Joiner"];

/** A message found by search, with the other person of its conversation; in a group, with its title and who wrote it. */
export interface Hit {
  conversationId: ID;
  entry: Entry;
  peer: Profile;
  title?: string;
}

/** One page of a list; `next` is the cursor of the following page, absent on the last. */
export interface Page<T> {
  items: T[];
  next?: string;
}

export type Played = { type: "played"; conversationId: ID; accountId: ID; seqs: number[] };
/** Somebody has opened what is viewed once: this person, on any device, or one to whom they sent it. */
export type Opened = { type: "opened"; conversationId: ID; accountId: ID; seq: number; at: string };
/** What is viewed once, as a message carries it, and where it is for who opens it. */
export type Once = Schemas["MessageOnce"];
export type Viewing = Schemas["Viewing"];

/** What the server tells over the personal live channel. */
export type LiveEvent =
  | { type: "entry"; entry: Entry }
  | { type: "conversation"; conversation: Conversation }
  | { type: "receipt"; conversationId: ID; accountId: ID; readSeq?: number; deliveredSeq?: number }
  /** Somebody has played voice notes: this person, on any device, or the other of a direct conversation. */
  | Played
  | Opened
  | { type: "typing"; conversationId: ID; accountId: ID }
  /** One has left a group, or was removed from it. */
  | { type: "gone"; conversationId: ID }
  | { type: "invitation"; invitation: Invitation }
  | { type: "invitationGone"; conversationId: ID }
  /** For the admins of a group: how many ask to join. */
  | { type: "joiners"; conversationId: ID; count: number }
  | { type: "relation"; account: Profile }
  | { type: "report"; reportId: ID; status: Report["status"]; outcome?: Report["outcome"] }
  | { type: "decision"; decisionId: ID }
  /** For staff: something of the queue of cases has changed. */
  | { type: "queue" }
  | { type: "guardian" }
  /** What waits to be sent of this person is other than it was. */
  | { type: "scheduled" }
  /** An announcement was put away on another device. */
  | { type: "announcement" }
  | { type: "me" }
  | { type: "sync" };

export interface Presence {
  online: boolean;
  lastActiveAt?: string;
}
