/* What a decision removes, put together from what a case holds. Without a DOM. */
import type { Action, Case, Removing, ShownPart } from "@data/moderation";
import { said, type Said } from "./evidence";

/** A message that the case has a copy of. */
export interface Candidate {
  key: string;
  conversationId: string;
  said: Said;
  /** It was reported, and does not only stand in a group that was. */
  reported: boolean;
}

/** What is ticked: messages and parts, by their keys. */
export type Ticks = ReadonlySet<string>;

/** The messages of the reports that were read, each once: those that were reported first. */
export function candidatesOf({ reported }: Pick<Case, "reported">): Candidate[] {
  const list = new Map<string, Candidate>();
  for (const { kind, conversationId, evidence } of reported) {
    if (conversationId === undefined) continue;
    for (const one of said(evidence)) {
      const key = `${conversationId} ${one.seq}`;
      const before = list.get(key);
      if (!before) list.set(key, { key, conversationId, said: one, reported: kind !== "group" });
      else if (kind !== "group") before.reported = true;
    }
  }
  const all = [...list.values()];
  return [...all.filter((one) => one.reported), ...all.filter((one) => !one.reported)];
}

export const partKey = ({ part, groupId = "" }: ShownPart): string => `${part} of ${groupId}`;

/** Whether there is anything to be removed. */
export const isRemovable = ({ removable }: Case, candidates: readonly Candidate[]): boolean => removable.messages > 0 || removable.parts.length > 0 || candidates.length > 0;

/** What is ticked before somebody ticks: the reported messages, where content is removed. */
export const firstPick = (action: Action, candidates: readonly Candidate[]): Ticks =>
  new Set(action === "remove_content" ? candidates.filter((one) => one.reported).map(({ key }) => key) : []);

export const hasPicked = (pick: Ticks): boolean => pick.size > 0;

/** Whether all reported messages are ticked, of those that one sees. */
export const allReported = (candidates: readonly Candidate[], pick: Ticks): boolean => candidates.some((one) => one.reported) && candidates.every((one) => !one.reported || pick.has(one.key));

/** With some ticked, or without. */
export function ticked(pick: Ticks, keys: readonly string[], on: boolean): Ticks {
  const next = new Set(pick);
  for (const key of keys) {
    if (on) next.add(key);
    else next.delete(key);
  }
  return next;
}

/** What is asked of the server. All reported messages are those of reports that nobody has scrolled to, too. */
export function removing({ removable }: Pick<Case, "removable">, candidates: readonly Candidate[], pick: Ticks): Removing {
  const whole = allReported(candidates, pick);
  const messages = candidates.filter((one) => pick.has(one.key) && !(whole && one.reported)).map(({ conversationId, said: { seq } }) => ({ conversationId, seq }));
  const parts = removable.parts.filter((one) => pick.has(partKey(one))).map(({ part, groupId }) => ({ part, groupId }));
  return { ...(whole && { reported: true }), ...(messages.length > 0 && { messages }), ...(parts.length > 0 && { parts }) };
}
