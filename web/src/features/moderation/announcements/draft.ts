/* What an admin has typed of an announcement, without a DOM. */
import type { Announcement, Announcing } from "@data/moderation";

export interface Draft {
  titleEn: string;
  titleFr: string;
  textEn: string;
  textFr: string;
  path: string;
  audience: string;
  /** Days, as date fields have them; empty for now, and for two weeks. */
  from: string;
  until: string;
}

export const blank = (): Draft => ({ titleEn: "", titleFr: "", textEn: "", textFr: "", path: "", audience: "everyone", from: "", until: "" });

/** Midnight where one is, at the beginning of a day or some days later; undefined for none. */
function midnight(day: string, later = 0): string | undefined {
  const [year, month, date] = day.split("-").map(Number);
  if (!year || !month || !date) return undefined;
  return new Date(year, month - 1, date + later).toISOString();
}

/** The announcement that a draft is; undefined while something is missing. */
export function announcingOf(draft: Draft): Announcing | undefined {
  const title = { en: draft.titleEn.trim(), fr: draft.titleFr.trim() };
  const text = { en: draft.textEn.trim(), fr: draft.textFr.trim() };
  if (!title.en || !title.fr || !text.en || !text.fr) return undefined;
  const path = draft.path.trim();
  const from = midnight(draft.from);
  const until = midnight(draft.until, 1);
  return { title, text, audience: draft.audience === "adults" ? "adults" : "everyone", ...(path && { path }), ...(from && { from }), ...(until && { until }) };
}

/** Whether an announcement is shown now, or will be. */
export const standing = ({ withdrawnAt, until }: Announcement, now = Date.now()): boolean => withdrawnAt === undefined && Date.parse(until) > now;
