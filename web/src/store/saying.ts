import { plural } from "@lingui/core/macro";

/** What a message says, in one line: its photos, then its text. */
export function saying({ text = "", photos = 0 }: { text?: string; photos?: number }): string {
  if (photos === 0) return text;
  const shown = plural(photos, { one: "Photo", other: "# photos" });
  return text === "" ? shown : `${shown} · ${text}`;
}
