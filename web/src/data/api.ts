/** The HTTP API, one method per operation. */
import { deviceToken } from "./device";
import { createHttp, type Http } from "./http";
import { Problem, asProblem } from "./problem";
import type { SearchOptions } from "./search";
import type { Answers, Content, ConversationPatch, EntryKind, Filing, Folder, ID, Me, PrivacyUpdate, ProblemBody, Who } from "./types";

export type Fetch = (request: Request, init?: RequestInit) => Promise<Response>;

export interface ApiOptions {
  baseUrl?: string;
  fetch?: Fetch;
  /** Told of every answer; of what went wrong when something did. */
  onAnswer?: (problem?: Problem) => void;
}

export interface NewEntry {
  clientId: string;
  kind: Exclude<EntryKind, "member" | "settings">;
  targetSeq?: number;
  content: Content;
}

export interface PasskeyAnswer {
  ceremony: string;
  credential: unknown;
}

export interface EntriesQuery {
  before?: number;
  after?: number;
  around?: number;
  limit?: number;
}

export interface ListQuery {
  q?: string;
  cursor?: string;
}

/** A part of a picture, in pixels. */
export interface Square {
  x: number;
  y: number;
  size: number;
}

interface Answer<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

/** How long to wait for an answer: a connection may be dead without saying so. Pictures take longer to send. */
const ANSWER_WAIT = 30_000;
const UPLOAD_WAIT = 180_000;

/** Gives up what has no answer in time, as if the network had failed. */
function patient(send: Fetch): Fetch {
  return (request) => {
    const wait = request.headers.get("Content-Type")?.startsWith("image/") ? UPLOAD_WAIT : ANSWER_WAIT;
    return send(request, { signal: AbortSignal.any([request.signal, AbortSignal.timeout(wait)]) });
  };
}

export type Api = ReturnType<typeof createApi>;

/** How a browser asks for its session: as a cookie, as the device that it is, and from where, because one's birthday begins at midnight there. */
function here() {
  return { cookie: true, deviceToken: deviceToken(), timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone };
}

/** Makes the client. The session is a cookie of this origin that scripts cannot read. */
export function createApi(options: ApiOptions = {}) {
  const http = createHttp(options.baseUrl ?? location.origin, patient(options.fetch ?? ((request, init) => fetch(request, init))));

  async function read<T>(answer: Promise<Answer<T>>): Promise<T> {
    try {
      const { data, error, response } = await answer;
      if (!response.ok) throw problemOf(error, response);
      options.onAnswer?.();
      return data as T;
    } catch (cause) {
      const problem = asProblem(cause);
      options.onAnswer?.(problem);
      throw problem;
    }
  }

  const at = (id: ID) => ({ params: { path: { id } } });

  return {
    /** An operation of a part that has its own list of them, loaded when it is needed: see "./moderation". */
    ask: <T>(operation: (client: Http) => Promise<Answer<T>>) => read(operation(http)),
    getServer: () => read(http.GET("/v1/server")),
    signUp: (body: {
      handle: string;
      name?: string;
      birthDate: string;
      password?: string;
      passkey?: PasskeyAnswer;
      language?: string;
      device?: string;
      work?: { challenge: string; solution: string };
    }) => read(http.POST("/v1/accounts", { body: { ...body, ...here() } })),
    checkHandle: (handle: string, signal?: AbortSignal) =>
      read(http.GET("/v1/handles/{handle}", { params: { path: { handle } }, signal })),
    beginPasskey: (body: { purpose: "signUp" | "signIn" | "add"; handle?: string; name?: string }) =>
      read(http.POST("/v1/passkeys/ceremonies", { body })),
    signIn: (body: ({ handle: string; password: string } | PasskeyAnswer) & { device?: string }) =>
      read(http.POST("/v1/sessions", { body: { ...body, ...here() } })),
    recover: (body: { handle: string; code: string; password: string; device?: string }) =>
      read(http.POST("/v1/recoveries", { body: { ...body, ...here() } })),

    listSessions: () => read(http.GET("/v1/sessions")),
    signOut: (id: ID | "current") => read(http.DELETE("/v1/sessions/{id}", at(id))),
    acknowledgeSession: (id: ID) => read(http.PUT("/v1/sessions/{id}/acknowledgement", at(id))),
    signOutOthers: () => read(http.DELETE("/v1/sessions")),
    changePassword: (body: { current?: string; password: string }) => read(http.PUT("/v1/me/password", { body })),
    listPasskeys: () => read(http.GET("/v1/me/passkeys")),
    addPasskey: (body: PasskeyAnswer & { name?: string }) => read(http.POST("/v1/me/passkeys", { body })),
    removePasskey: (id: ID) => read(http.DELETE("/v1/me/passkeys/{id}", at(id))),
    renewRecoveryCodes: (password?: string) => read(http.POST("/v1/me/recovery-codes", { body: { password } })),

    getMe: () => read(http.GET("/v1/me")),
    updateMe: (body: { name?: string; bio?: string; language?: Me["language"] }) => read(http.PATCH("/v1/me", { body })),
    setAvatar: (image: Blob, crop?: Square) => read(http.PUT("/v1/me/avatar", { params: { query: crop }, ...picture(image) })),
    removeAvatar: () => read(http.DELETE("/v1/me/avatar")),
    getPrivacy: () => read(http.GET("/v1/me/privacy")),
    updatePrivacy: (body: PrivacyUpdate) => read(http.PATCH("/v1/me/privacy", { body })),

    searchAccounts: (q: string, signal?: AbortSignal) => read(http.GET("/v1/accounts", { params: { query: { q } }, signal })),
    getProfile: (idOrHandle: string) => read(http.GET("/v1/accounts/{id}", at(idOrHandle))),
    block: (id: ID) => read(http.PUT("/v1/accounts/{id}/block", at(id))),
    unblock: (id: ID) => read(http.DELETE("/v1/accounts/{id}/block", at(id))),
    listBlocked: (cursor?: string) => read(http.GET("/v1/me/blocked", { params: { query: { cursor } } })),
    follow: (id: ID) => read(http.PUT("/v1/accounts/{id}/follow", at(id))),
    unfollow: (id: ID) => read(http.DELETE("/v1/accounts/{id}/follow", at(id))),
    removeFollower: (id: ID) => read(http.DELETE("/v1/accounts/{id}/follower", at(id))),
    restrict: (id: ID) => read(http.PUT("/v1/accounts/{id}/restrict", at(id))),
    unrestrict: (id: ID) => read(http.DELETE("/v1/accounts/{id}/restrict", at(id))),
    mute: (id: ID) => read(http.PUT("/v1/accounts/{id}/mute", at(id))),
    unmute: (id: ID) => read(http.DELETE("/v1/accounts/{id}/mute", at(id))),
    listFollowers: (id: ID, query: ListQuery, signal?: AbortSignal) =>
      read(http.GET("/v1/accounts/{id}/followers", { params: { path: { id }, query }, signal })),
    listFollowing: (id: ID, query: ListQuery, signal?: AbortSignal) =>
      read(http.GET("/v1/accounts/{id}/following", { params: { path: { id }, query }, signal })),
    listFriends: (query: ListQuery, signal?: AbortSignal) => read(http.GET("/v1/me/friends", { params: { query }, signal })),
    listFollowRequests: (cursor?: string) => read(http.GET("/v1/me/follow-requests", { params: { query: { cursor } } })),
    acceptFollower: (id: ID) => read(http.PUT("/v1/me/follow-requests/{id}", at(id))),
    declineFollower: (id: ID) => read(http.DELETE("/v1/me/follow-requests/{id}", at(id))),
    listRestricted: (cursor?: string) => read(http.GET("/v1/me/restricted", { params: { query: { cursor } } })),
    listMuted: (cursor?: string) => read(http.GET("/v1/me/muted", { params: { query: { cursor } } })),
    listSuggestions: (cursor?: string) => read(http.GET("/v1/me/suggestions", { params: { query: { cursor } } })),
    dismissSuggestion: (id: ID) => read(http.DELETE("/v1/me/suggestions/{id}", at(id))),
    getDirectMessages: () => read(http.GET("/v1/me/direct-messages")),
    setDirectMessages: (who: Who) => read(http.PATCH("/v1/me/direct-messages", { body: { who } })),
    answerRequests: (body: Answers) => read(http.POST("/v1/requests", { body })),
    fileReport: (body: Filing) => read(http.POST("/v1/reports", { body })),
    listReports: (cursor?: string) => read(http.GET("/v1/me/reports", { params: { query: { cursor } } })),
    getDecisions: () => read(http.GET("/v1/me/decisions")),
    appealDecision: (decision: ID, text: string) =>
      read(http.POST("/v1/me/decisions/{decision}/appeal", { params: { path: { decision } }, body: { text } })),
    introduce: (person: ID, to: ID) => read(http.POST("/v1/introductions", { body: { person, to } })),
    getFilters: () => read(http.GET("/v1/me/filters")),
    setFilters: (words: string[]) => read(http.PUT("/v1/me/filters", { body: { words } })),

    listIdentifiers: () => read(http.GET("/v1/me/identifiers")),
    verifyIdentifier: (body: { kind: "email" | "phone"; value: string; country?: string }) => read(http.POST("/v1/me/identifiers", { body })),
    confirmIdentifier: (body: { kind: "email" | "phone"; code: string }) => read(http.PUT("/v1/me/identifiers", { body })),
    removeIdentifier: (id: ID) => read(http.DELETE("/v1/me/identifiers/{id}", at(id))),
    getContacts: () => read(http.GET("/v1/contacts")),
    forgetContacts: () => read(http.DELETE("/v1/contacts")),
    evaluateContacts: (blinded: string[]) => read(http.POST("/v1/contacts/evaluate", { body: { blinded } })),
    readContactBuckets: (bits: number, buckets: number[]) => read(http.POST("/v1/contacts/buckets", { body: { bits, buckets } })),
    listJoinedContacts: (cursor?: string) => read(http.GET("/v1/contacts/joined", { params: { query: { cursor } } })),
    keepContacts: (tags: string[]) => read(http.PUT("/v1/contacts/matches", { body: { tags } })),

    getFacebook: () => read(http.GET("/v1/facebook")),
    startFacebookLink: () => read(http.POST("/v1/facebook/link")),
    finishFacebookLink: (body: { code: string; state: string }) => read(http.PUT("/v1/facebook/link", { body })),
    unlinkFacebook: () => read(http.DELETE("/v1/facebook/link")),
    refreshFacebook: () => read(http.POST("/v1/facebook/refresh")),
    importFacebookNames: (names: string[]) => read(http.PUT("/v1/facebook/names", { body: { names } })),
    forgetFacebookNames: () => read(http.DELETE("/v1/facebook/names")),

    createConversation: (member: ID) =>
      read(http.POST("/v1/conversations", { body: { kind: "direct", members: [member] } })),
    listMembers: (id: ID, query: ListQuery & { limit?: number }, signal?: AbortSignal) =>
      read(http.GET("/v1/conversations/{id}/members", { params: { path: { id }, query }, signal })),
    listInvitations: () => read(http.GET("/v1/invitations")),
    listConversations: (query: { folder: Folder; cursor?: string; limit?: number }) =>
      read(http.GET("/v1/conversations", { params: { query } })),
    getConversation: (id: ID) => read(http.GET("/v1/conversations/{id}", at(id))),
    updateConversation: (id: ID, body: ConversationPatch) => read(http.PATCH("/v1/conversations/{id}", { ...at(id), body })),
    deleteConversation: (id: ID) => read(http.DELETE("/v1/conversations/{id}", at(id))),
    listEntries: (id: ID, query: EntriesQuery, signal?: AbortSignal) =>
      read(http.GET("/v1/conversations/{id}/entries", { params: { path: { id }, query }, signal })),
    appendEntry: (id: ID, body: NewEntry) => read(http.POST("/v1/conversations/{id}/entries", { ...at(id), body })),
    hideEntries: (id: ID, seqs: number[]) => read(http.POST("/v1/conversations/{id}/hidden", { ...at(id), body: { seqs } })),
    markRead: (id: ID, seq: number) => read(http.PUT("/v1/conversations/{id}/read", { ...at(id), body: { seq } })),
    markDelivered: (id: ID, seq: number, copy?: { hash: string } | { differs: true }) => read(http.PUT("/v1/conversations/{id}/delivered", { ...at(id), body: { seq, ...copy } })),
    setTyping: (id: ID) => read(http.PUT("/v1/conversations/{id}/typing", at(id))),
    searchMessages: (query: { q: string } & Omit<SearchOptions, "signal">, signal?: AbortSignal) =>
      read(http.GET("/v1/messages", { params: { query }, signal })),
    sync: (cursor?: string) => read(http.GET("/v1/sync", { params: { query: { cursor } } })),
  };
}

/** The body of a request that is a file of a picture. */
export function picture(image: Blob) {
  return {
    body: image as never,
    bodySerializer: (body: unknown) => body as BodyInit,
    headers: { "Content-Type": image.type || "application/octet-stream" },
  };
}

function problemOf(body: unknown, response: Response): Problem {
  const given = typeof body === "object" && body !== null ? (body as Partial<ProblemBody>) : {};
  return new Problem({ ...given, status: response.status, code: given.code ?? `http_${response.status}` });
}
