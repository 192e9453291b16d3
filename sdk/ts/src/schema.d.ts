// The shapes of Causerie's HTTP API, in the form that openapi-typescript writes.

export interface components {
  schemas: {
    Avatar: { small: string; large: string };
    Profile: { id: string; handle: string; name: string; bio: string; avatar?: components["schemas"]["Avatar"]; blocked?: boolean };
    Me: components["schemas"]["Profile"] & {
      birthDate: string;
      language: "" | "en" | "fr";
      role: string;
      createdAt: string;
      hasPassword: boolean;
      passkeys: number;
      recoveryCodesLeft: number;
    };
    Privacy: { readReceipts: boolean; deliveryReceipts: boolean; presence: boolean; typing: boolean };
    Session: {
      id: string;
      device: string;
      createdAt: string;
      lastSeenAt: string;
      expiresAt: string;
      current: boolean;
      address?: string;
    };
    Passkey: { id: string; name: string; createdAt: string; lastUsedAt?: string };
    Content: { type?: "text"; text?: string; replyTo?: number; emoji?: string };
    Entry: {
      conversationId: string;
      seq: number;
      kind: "message" | "edit" | "reaction" | "unsend";
      sender: string;
      clientId: string;
      targetSeq?: number;
      content: components["schemas"]["Content"];
      createdAt: string;
      erased?: boolean;
      hidden?: boolean;
    };
    Member: { account: components["schemas"]["Profile"]; role: "member"; readSeq?: number; deliveredSeq?: number };
    Preview: { seq: number; sender: string; type: "text"; text: string; at: string; edited?: boolean; erased?: boolean };
    Draft: { text: string; replyTo?: number; updatedAt: string };
    Conversation: {
      id: string;
      kind: "direct";
      members: components["schemas"]["Member"][];
      head: { seq: number; at?: string; preview?: components["schemas"]["Preview"] };
      readSeq: number;
      unread: number;
      markedUnread: boolean;
      folder: "inbox" | "archived";
      muted: boolean;
      mutedUntil?: string;
      pinned: boolean;
      draft?: components["schemas"]["Draft"];
      clearedBefore: number;
      hidden?: number[];
      encryption: "none";
      createdAt: string;
    };
    ConversationPatch: {
      muted?: boolean;
      mutedUntil?: string;
      pinned?: boolean;
      archived?: boolean;
      markedUnread?: boolean;
      draft?: { text: string; replyTo?: number };
    };
    Problem: {
      type?: string;
      title?: string;
      status: number;
      code: string;
      detail?: string;
      retryAt?: string;
      errors?: { location?: string; message: string }[];
    };
    Server: { name: string; version: string; passkeys: boolean; minAge: number };
    NewSession: { id: string; token?: string; expiresAt: string };
    SignedIn: { account: components["schemas"]["Me"]; session: components["schemas"]["NewSession"] };
    SignedUp: components["schemas"]["SignedIn"] & { recoveryCodes: string[] };
    PasskeyAnswer: { ceremony: string; credential: unknown };
  };
}

type S = components["schemas"];
type Page<T> = { items: T[]; next?: string };
type Json<T> = { content: { "application/json": T } };
type Refused = { content: { "application/problem+json": S["Problem"] } };
type Op<Out, In = never, Path = never, Query = never> = {
  parameters: ([Path] extends [never] ? { path?: never } : { path: Path }) & ([Query] extends [never] ? { query?: never } : { query?: Query });
  responses: { 200: Out extends void ? { content?: never } : Json<Out>; default: Refused };
} & ([In] extends [never] ? { requestBody?: never } : { requestBody: Json<In> });
type ById = { id: string };
type Paging = { cursor?: string; limit?: number };

export interface paths {
  "/v1/server": { get: Op<S["Server"]> };
  "/v1/accounts": {
    get: Op<Page<S["Profile"]>, never, never, Paging & { q: string }>;
    post: Op<
      S["SignedUp"],
      {
        handle: string;
        name?: string;
        birthDate: string;
        password?: string;
        passkey?: S["PasskeyAnswer"];
        language?: string;
        device?: string;
        cookie?: boolean;
      }
    >;
  };
  "/v1/handles/{handle}": { get: Op<{ available: boolean; code?: string }, never, { handle: string }> };
  "/v1/passkeys/ceremonies": {
    post: Op<{ ceremony: string; options: unknown }, { purpose: "signUp" | "signIn" | "add"; handle?: string; name?: string }>;
  };
  "/v1/sessions": {
    get: Op<{ items: S["Session"][] }>;
    post: Op<
      S["SignedIn"],
      { handle?: string; password?: string; ceremony?: string; credential?: unknown; device?: string; cookie?: boolean }
    >;
    delete: Op<void>;
  };
  "/v1/sessions/{id}": { delete: Op<void, never, ById> };
  "/v1/recoveries": {
    post: Op<S["SignedIn"], { handle: string; code: string; password: string; device?: string; cookie?: boolean }>;
  };
  "/v1/me": { get: Op<S["Me"]>; patch: Op<S["Me"], { name?: string; bio?: string; language?: string }> };
  "/v1/me/password": { put: Op<void, { current?: string; password: string }> };
  "/v1/me/passkeys": {
    get: Op<{ items: S["Passkey"][] }>;
    post: Op<S["Passkey"], S["PasskeyAnswer"] & { name?: string }>;
  };
  "/v1/me/passkeys/{id}": { delete: Op<void, never, ById> };
  "/v1/me/recovery-codes": { post: Op<{ codes: string[] }, { password?: string }> };
  "/v1/me/avatar": { put: Op<S["Me"], never, never, { x?: number; y?: number; size?: number }>; delete: Op<S["Me"]> };
  "/v1/me/privacy": { get: Op<S["Privacy"]>; patch: Op<S["Privacy"], Partial<S["Privacy"]>> };
  "/v1/me/blocked": { get: Op<Page<S["Profile"]>, never, never, Paging> };
  "/v1/accounts/{id}": { get: Op<S["Profile"], never, ById> };
  "/v1/accounts/{id}/block": { put: Op<void, never, ById>; delete: Op<void, never, ById> };
  "/v1/conversations": {
    get: Op<
      Page<S["Conversation"]> & { counts: { inbox: number; archived: number } },
      never,
      never,
      Paging & { folder?: "inbox" | "archived"; q?: string }
    >;
    post: Op<S["Conversation"], { kind: "direct"; members: string[] }>;
  };
  "/v1/conversations/{id}": {
    get: Op<S["Conversation"], never, ById>;
    patch: Op<S["Conversation"], S["ConversationPatch"], ById>;
    delete: Op<void, never, ById>;
  };
  "/v1/conversations/{id}/entries": {
    get: Op<
      { items: S["Entry"][]; hasMore: boolean; hasMoreAfter?: boolean },
      never,
      ById,
      { before?: number; after?: number; around?: number; limit?: number }
    >;
    post: Op<S["Entry"], { clientId: string; kind: S["Entry"]["kind"]; targetSeq?: number; content: S["Content"] }, ById>;
  };
  "/v1/conversations/{id}/hidden": { post: Op<void, { seqs: number[] }, ById> };
  "/v1/conversations/{id}/read": { put: Op<void, { seq: number }, ById> };
  "/v1/conversations/{id}/delivered": { put: Op<void, { seq: number }, ById> };
  "/v1/conversations/{id}/typing": { put: Op<void, never, ById> };
  "/v1/messages": {
    get: Op<
      Page<{ conversationId: string; entry: S["Entry"]; peer: S["Profile"] }>,
      never,
      never,
      Paging & { q: string; conversation?: string }
    >;
  };
  "/v1/sync": { get: Op<{ conversations: S["Conversation"][]; cursor: string; hasMore?: boolean }, never, never, Paging> };
}
