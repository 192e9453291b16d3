/** What a code that was read leads to. */
export type Scanned = { kind: "profile"; handle: string } | { kind: "group"; code: string } | { kind: "elsewhere"; host: string } | { kind: "unknown" };

const HANDLE = /^\/@([a-z0-9_.]{2,30})\/?$/;
const GROUP = /^\/join\/([a-z0-9]{1,100})\/?$/;

/** Reads the text of a code: the address of a profile or into a group on this server, on another one, or something else. */
export function scanned(text: string, origin: string): Scanned {
  if (!URL.canParse(text)) return { kind: "unknown" };
  const url = new URL(text);
  const path = url.pathname.toLowerCase();
  const [handle, code] = [HANDLE.exec(path)?.[1], GROUP.exec(path)?.[1]];
  if ((handle ?? code) === undefined || !/^https?:$/.test(url.protocol)) return { kind: "unknown" };
  if (url.host !== new URL(origin).host) return { kind: "elsewhere", host: url.host };
  return handle === undefined ? { kind: "group", code: code ?? "" } : { kind: "profile", handle };
}
