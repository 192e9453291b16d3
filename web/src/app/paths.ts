/* What an address says, without a DOM. */

export type Tab = "friends" | "inbox" | "profile";

const PUBLIC = new Set(["/welcome", "/signup", "/signin", "/recover"]);

/** Screens for people who are not signed in. */
export function isPublic(path: string): boolean {
  return PUBLIC.has(path);
}

/** An address that only someone signed in opens. */
export function hasInside(path: string): boolean {
  return path !== "/" && !isPublic(path);
}

/** The console, which is there for staff alone. */
export function isModeration(path: string): boolean {
  return path === "/moderation" || path.startsWith("/moderation/");
}

export function isTabRoot(path: string): boolean {
  return path === "/friends" || path === "/inbox" || path === "/profile";
}

/** The tab a screen belongs to. */
export function tabOf(path: string): Tab {
  if (path.startsWith("/inbox") || path.startsWith("/c/")) return "inbox";
  if (path.startsWith("/friends") || path.startsWith("/@") || path.startsWith("/join/")) return "friends";
  return "profile";
}

/** The conversation of an address, and whether its details are asked for. */
export function conversationOf(path: string): { id: string; details: boolean } | undefined {
  const match = /^\/c\/([^/]+)(\/details)?\/?$/.exec(path);
  return match?.[1] === undefined ? undefined : { id: match[1], details: match[2] !== undefined };
}

/** Whether the phone shows its bar: on what one moves between, not on what one is inside of. */
export function hasBar(path: string): boolean {
  return isTabRoot(path) || /^\/inbox\/(archived|requests|requests\/hidden)$/.test(path) || /^\/@[^/]+\/?$/.test(path);
}

/** An address worth going to after signing in; anything else leads to the inbox. */
export function safeIntended(path: string | null): string {
  if (!path || !path.startsWith("/") || path.startsWith("//") || path === "/" || isPublic(path.split("?")[0] ?? "")) return "/inbox";
  return path;
}
