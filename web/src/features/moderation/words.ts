/* What staff read of a case, said in words. */
import { plural, t } from "@lingui/core/macro";
import type { Action, AuditEntry, Case, CaseOutcome, CaseReport, CaseState, Party, Rule, Severity, ShownPart } from "@data/moderation";
import { dateTime, longDate } from "@i18n";

export const SEVERITIES: readonly Severity[] = ["critical", "high", "medium", "low"];
export const RULES: readonly Rule[] = ["spam", "scam", "harassment", "hate", "sexual", "violence", "self_harm", "underage", "impersonation", "other"];
export const OUTCOMES: readonly CaseOutcome[] = ["no_action", "warned", "removed", "limited", "suspended", "overturned"];

export function severityText(severity: Severity): string {
  switch (severity) {
    case "critical":
      return t({ message: "Critical", context: "severity" });
    case "high":
      return t({ message: "High", context: "severity" });
    case "medium":
      return t({ message: "Medium", context: "severity" });
    case "low":
      return t({ message: "Low", context: "severity" });
  }
}

/** What was reported, and which rule was broken. */
export function ruleText(rule: Rule): string {
  switch (rule) {
    case "spam":
      return t`Unwanted advertising`;
    case "scam":
      return t`Fraud or scam`;
    case "harassment":
      return t`Harassment`;
    case "hate":
      return t`Hate`;
    case "sexual":
      return t`Sexual content`;
    case "violence":
      return t`Threats or violence`;
    case "self_harm":
      return t`Self-harm`;
    case "underage":
      return t`Too young`;
    case "impersonation":
      return t`Impersonation`;
    case "other":
      return t({ message: "Something else", context: "rule" });
  }
}

export function stateText(state: CaseState): string {
  switch (state) {
    case "open":
      return t({ message: "Open", context: "case" });
    case "appealed":
      return t({ message: "Appealed", context: "case" });
    case "closed":
      return t({ message: "Closed", context: "case" });
  }
}

export function outcomeText(outcome: CaseOutcome): string {
  switch (outcome) {
    case "no_action":
      return t`No action`;
    case "warned":
      return t`Warned`;
    case "removed":
      return t`Content removed`;
    case "limited":
      return t`Messaging limited`;
    case "suspended":
      return t`Suspended`;
    case "overturned":
      return t`Overturned`;
  }
}

/** What one decides. */
export function actionText(action: Action): string {
  switch (action) {
    case "dismiss":
      return t`No action`;
    case "warn":
      return t`Warn`;
    case "remove_content":
      return t`Remove content`;
    case "limit_strangers":
      return t`Limit to contacts`;
    case "limit_everyone":
      return t`Stop all messages`;
    case "suspend":
      return t`Suspend`;
    case "ban_device":
      return t`Ban the devices`;
  }
}

/** What an action does to a person, for who chooses it; `removable` tells whether there is anything to be removed. */
export function actionHint(action: Action, removable: boolean): string {
  switch (action) {
    case "dismiss":
      return t`What was reported breaks no rule. The person isn’t told.`;
    case "warn":
      return t`They are told which rule they broke, and nothing else.`;
    case "remove_content":
      return removable ? t`What you choose goes for everyone. The evidence stays.` : t`Nothing was reported that could be removed.`;
    case "limit_strangers":
      return t`For a time they write only to people who accepted it.`;
    case "limit_everyone":
      return t`For a time they write to nobody.`;
    case "suspend":
      return t`They reach nobody and nobody reaches them. They can sign in to read this and appeal.`;
    case "ban_device":
      return t`Suspended, and nobody can sign up or in on the devices they used: a family or a school that shares one is shut out with them. On another device they can read this and appeal. Who clears the browser’s data gets around it.`;
  }
}

/** Something that a profile or a group shows, or showed. */
export function partText({ part, title = "", text = "" }: ShownPart): string {
  switch (part) {
    case "picture":
      return title ? t`The picture of the group “${title}”` : t`The picture of the profile`;
    case "name":
      return title ? t`The name of the group, “${text}”` : t`The name “${text}”`;
    case "bio":
      return t`The words about themselves`;
  }
}

/** What was decided. */
export function decidedText(action: Action): string {
  switch (action) {
    case "dismiss":
      return t`No action`;
    case "warn":
      return t`Warned`;
    case "remove_content":
      return t`Content removed`;
    case "limit_strangers":
      return t`Limited to contacts`;
    case "limit_everyone":
      return t`All messages stopped`;
    case "suspend":
      return t`Suspended`;
    case "ban_device":
      return t`Devices banned`;
  }
}

/** How long a decision lasts, by the days that it was made for; 0 is without an end. */
export function daysText(days: number): string {
  return days === 0 ? t`Without an end` : plural(days, { one: "# day", other: "# days" });
}

export function kindText(kind: CaseReport["kind"]): string {
  switch (kind) {
    case "message":
      return t({ message: "Messages", context: "report" });
    case "request":
      return t`Message request`;
    case "profile":
      return t({ message: "Profile", context: "report" });
    case "group":
      return t({ message: "Group", context: "report" });
  }
}

export function barredText(barred: NonNullable<Case["barred"]>): string {
  switch (barred) {
    case "own_case":
      return t`You reported something of this case, so somebody else handles it.`;
    case "second_person":
      return t`You decided what is appealed here, so somebody else answers it.`;
    case "staff_member":
      return t`This is about a member of staff, so an admin handles it.`;
  }
}

/** What someone is kept from now, by the decisions that stand. */
export function standingTexts(person: Party, now: number): string[] {
  const list: string[] = [];
  const runs = (until: string | undefined) => until !== undefined && Date.parse(until) > now;
  if (person.suspended) {
    const day = person.suspendedUntil && longDate(person.suspendedUntil);
    list.push(day ? t`Suspended until ${day}` : t`Suspended without an end`);
  }
  if (person.silencedUntil && runs(person.silencedUntil)) {
    const day = longDate(person.silencedUntil);
    list.push(t`Writes to nobody until ${day}`);
  }
  if (person.limitedUntil && runs(person.limitedUntil)) {
    const day = longDate(person.limitedUntil);
    list.push(t`Writes to no strangers until ${day}`);
  }
  return list;
}

export function reportsText(reports: number): string {
  return reports === 0 ? t`found by the server` : plural(reports, { one: "# report", other: "# reports" });
}

const field = (details: unknown, name: string): unknown => (typeof details === "object" && details !== null ? (details as Record<string, unknown>)[name] : undefined);

function roleText(role: unknown): string {
  switch (role) {
    case "member":
      return t({ message: "member", context: "role" });
    case "moderator":
      return t({ message: "moderator", context: "role" });
    case "admin":
      return t({ message: "admin", context: "role" });
    default:
      return String(role);
  }
}

/** A line of the audit log: what was done. */
export function deedText({ action, details }: AuditEntry): string {
  switch (action) {
    case "staff.role": {
      const before = roleText(field(details, "before"));
      const role = roleText(field(details, "role"));
      return t`Role changed from ${before} to ${role}`;
    }
    case "case.claim":
      return t`Claimed the case`;
    case "case.release":
      return t`Released the case`;
    case "case.view":
      return t`Read what was reported`;
    case "case.context":
      return t`Read around the reported messages`;
    case "case.note":
      return t`Wrote a note`;
    case "case.decide":
      return decisionDeed(details);
    case "decision.undo":
      return t`Took the decision back`;
    case "appeal.answer":
      return field(details, "outcome") === "overturned" ? t`Answered the appeal: overturned` : t`Answered the appeal: upheld`;
    case "case.export":
      return t`Exported the case`;
    case "audit.read":
      return t`Read the audit log`;
    case "staff.birthdate":
      return t`Corrected a birth date`;
    case "staff.password":
      return t`Gave someone a new password`;
    case "announcement.publish":
      return t`Published an announcement`;
    case "announcement.withdraw":
      return t`Withdrew an announcement`;
    case "policy.explain":
      return t`Looked at why one person may or may not write to another`;
    default:
      return action;
  }
}

const isAction = (value: unknown): value is Action =>
  typeof value === "string" && ["dismiss", "warn", "remove_content", "limit_strangers", "limit_everyone", "suspend", "ban_device"].includes(value);

function decisionDeed(details: unknown): string {
  const action = field(details, "action");
  if (!isAction(action)) return t`Decided`;
  const decided = decidedText(action);
  const until = field(details, "until");
  if (typeof until !== "number" || until === 0) return t`Decided: ${decided}`;
  const end = dateTime(until);
  return t`Decided: ${decided}, until ${end}`;
}

/** The reason that a line of the audit log gives. */
export function deedReason({ details }: AuditEntry): string | undefined {
  const reason = field(details, "reason");
  return typeof reason === "string" && reason !== "" ? reason : undefined;
}
