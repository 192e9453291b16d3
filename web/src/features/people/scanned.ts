/** What a code that was read leads to. */
export type Scanned = { kind: "profile"; handle: string } | { kind: "elsewhere"; host: string } | { kind: "unknown" };

const HANDLE = /^\/@([a-z0-9_.]{2,30})\/?$/;

/** Reads the text of a code: the address of a profile on this server, on another one, or something else. */
export function scanned(text: string, origin: string): Scanned {
  if (!URL.canParse(text)) return { kind: "unknown" };
  const url = new URL(text);
  const handle = HANDLE.exec(url.pathname.toLowerCase())?.[1];
  if (handle === undefined || !/^https?:$/.test(url.protocol)) return { kind: "unknown" };
  return url.host === new URL(origin).host ? { kind: "profile", handle } : { kind: "elsewhere", host: url.host };
}
