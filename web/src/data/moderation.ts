/** What the moderation console asks of the server, one method per operation; loaded with the console. */
import type { components } from "@sdk/schema";
import type { Api } from "./api";
import type { ID } from "./types";

type Schemas = components["schemas"];

export type Queue = Schemas["Queue"];
export type QueueCounts = Queue["counts"];
export type CaseSummary = Schemas["CaseSummary"];
export type Case = Schemas["Case"];
export type CaseReport = Schemas["CaseReport"];
export type CaseDecision = Schemas["CaseDecision"];
export type EarlierCase = Schemas["EarlierCase"];
export type Party = Schemas["Party"];
/** An entry of a conversation's log, as it was reported or as it stands around what was. */
export type LogEntry = CaseReport["evidence"][number];
export type Glance = Schemas["Glance"];
export type Ruling = Schemas["Ruling"];
export type Ruled = Schemas["Answer"];
export type CaseNote = Schemas["Note"];
export type AuditEntry = Schemas["AuditEntry"];
export type Stats = Schemas["Stats"];
export type StatsDay = Schemas["Day"];
export type Export = Schemas["Export"];
export type Severity = CaseSummary["severity"];
export type Rule = CaseSummary["reason"];
export type CaseState = CaseSummary["state"];
export type CaseOutcome = NonNullable<CaseSummary["outcome"]>;
export type ShownPart = Schemas["ShownPart"];
export type RemovedPart = Schemas["RemovedPart"];
export type Removing = Schemas["Removing"];
export type Action = Ruling["action"];
export type Announcement = Schemas["Announcement"];
export type Announcing = Schemas["Announcing"];

export interface QueueQuery {
  state: CaseState;
  severity?: Severity;
  /** Only those that one has claimed. */
  mine?: boolean;
  cursor?: string;
  limit?: number;
}

export type Moderation = ReturnType<typeof createModeration>;

export function createModeration({ ask }: Pick<Api, "ask">) {
  const of = (id: ID) => ({ params: { path: { case: id } } });
  const decided = (id: ID, decision: ID) => ({ params: { path: { case: id, decision } } });
  return {
    listCases: (query: QueueQuery, signal?: AbortSignal) => ask((http) => http.GET("/v1/moderation/cases", { params: { query }, signal })),
    /** The look is logged. */
    getCase: (id: ID) => ask((http) => http.GET("/v1/moderation/cases/{case}", of(id))),
    listReports: (id: ID, cursor: string) =>
      ask((http) => http.GET("/v1/moderation/cases/{case}/reports", { params: { path: { case: id }, query: { cursor } } })),
    claim: (id: ID) => ask((http) => http.PUT("/v1/moderation/cases/{case}/claim", of(id))),
    release: (id: ID) => ask((http) => http.DELETE("/v1/moderation/cases/{case}/claim", of(id))),
    addNote: (id: ID, text: string) => ask((http) => http.POST("/v1/moderation/cases/{case}/notes", { ...of(id), body: { text } })),
    /** The look is logged with its reason, and told to the people concerned. */
    getContext: (id: ID, conversationId: ID, reason: string) =>
      ask((http) => http.POST("/v1/moderation/cases/{case}/context", { ...of(id), body: { conversationId, reason } })),
    decide: (id: ID, body: Ruling) => ask((http) => http.POST("/v1/moderation/cases/{case}/decisions", { ...of(id), body })),
    undo: (id: ID, decision: ID, reason: string) =>
      ask((http) => http.POST("/v1/moderation/cases/{case}/decisions/{decision}/undo", { ...decided(id, decision), body: { reason } })),
    answer: (id: ID, decision: ID, body: Ruled) =>
      ask((http) => http.POST("/v1/moderation/cases/{case}/decisions/{decision}/answer", { ...decided(id, decision), body })),
    export: (id: ID, reason: string) => ask((http) => http.POST("/v1/moderation/cases/{case}/export", { ...of(id), body: { reason } })),
    listCaseAudit: (id: ID) => ask((http) => http.GET("/v1/moderation/cases/{case}/audit", of(id))),
    /** The last first; the look is logged. */
    listAudit: (before: number, limit: number) => ask((http) => http.GET("/v1/moderation/audit", { params: { query: { before, limit } } })),
    listAnnouncements: () => ask((http) => http.GET("/v1/moderation/announcements")),
    publishAnnouncement: (body: Announcing) => ask((http) => http.POST("/v1/moderation/announcements", { body })),
    withdrawAnnouncement: (announcement: ID) => ask((http) => http.DELETE("/v1/moderation/announcements/{announcement}", { params: { path: { announcement } } })),
    getStats: (days: number) => ask((http) => http.GET("/v1/moderation/stats", { params: { query: { days } } })),
  };
}
