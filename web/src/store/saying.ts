import { plural, t } from "@lingui/core/macro";
import type { Gist } from "@data";

/** What a message says, in one line: that it is a voice message and how long, that it is a poll, what its file is called, that it is viewed once, a profile or a place, or its photos and videos, then its text. */
export function saying({ text = "", photos = 0, videos = 0, moving, voice = 0, file, poll, once, sticker, shows }: Gist): string {
  if (once) return t`View once`;
  if (sticker) return t`${sticker} Sticker`;
  if (shows === "profile") return t`Profile`;
  if (shows === "location") return `📍 ${text || t`Location`}`;
  if (poll) return t`Poll: ${text}`;
  if (voice > 0) return t`Voice message, ${clock(voice)}`;
  if (file !== undefined) return [`📎 ${file}`, text].filter(Boolean).join(" · ");
  if (photos === 0) return text;
  const shown = moving === photos ? plural(photos, { one: "GIF", other: "# GIFs" }) : videos === 0 ? plural(photos, { one: "Photo", other: "# photos" }) : videos === photos ? plural(photos, { one: "Video", other: "# videos" }) : t`${photos} photos and videos`;
  return text === "" ? shown : `${shown} · ${text}`;
}

/** Milliseconds of a recording, as minutes and seconds. */
export function clock(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}
