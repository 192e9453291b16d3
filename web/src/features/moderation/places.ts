/* The addresses of the console, without a DOM. */
import type { Severity } from "@data/moderation";

export type View = "open" | "mine" | "appealed" | "closed";

/** What the queue shows. */
export interface Filter {
  view: View;
  severity?: Severity;
}

export type Place = { page: "queue" } | { page: "case"; id: string } | { page: "figures" } | { page: "log" } | { page: "announcements" } | { page: "nowhere" };

const VIEWS: readonly string[] = ["open", "mine", "appealed", "closed"];
const SEVERITIES: readonly string[] = ["critical", "high", "medium", "low"];

export function placeOf(path: string): Place {
  const [, , part, id, more] = path.replace(/\/$/, "").split("/");
  if (part === undefined) return { page: "queue" };
  if (part === "cases" && id && more === undefined) return { page: "case", id };
  if ((part === "figures" || part === "log" || part === "announcements") && id === undefined) return { page: part };
  return { page: "nowhere" };
}

/** The filter of an address; what it does not know is the whole queue. */
export function filterOf(search: string): Filter {
  const given = new URLSearchParams(search);
  const view = given.get("view") ?? "";
  const severity = given.get("severity") ?? "";
  return {
    view: VIEWS.includes(view) ? (view as View) : "open",
    ...(SEVERITIES.includes(severity) && { severity: severity as Severity }),
  };
}

function query({ view, severity }: Filter): string {
  const given = new URLSearchParams({ ...(view !== "open" && { view }), ...(severity && { severity }) }).toString();
  return given && `?${given}`;
}

export const queuePath = (filter: Filter): string => `/moderation${query(filter)}`;

/** A case keeps the filter, so that the next one is the next of the same list. */
export const casePath = (id: string, filter: Filter): string => `/moderation/cases/${id}${query(filter)}`;
