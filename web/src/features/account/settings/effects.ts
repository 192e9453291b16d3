import type { Who } from "@data";

/** What becomes of a first message. */
export type Effect = "inbox" | "request" | "none";
export type From = "friends" | "suggested" | "followed" | "others";

/** Who reaches one how, for each choice; a group that fares as the others do is not named. */
const EFFECTS: Record<Who, Partial<Record<From, Effect>>> = {
  everyone: { friends: "inbox", followed: "inbox", suggested: "request", others: "request" },
  suggested: { friends: "inbox", suggested: "request", others: "none" },
  friends: { friends: "inbox", suggested: "none", others: "none" },
  nobody: { friends: "none", suggested: "none", others: "none" },
};

export function effectsOf(who: Who): [From, Effect][] {
  return Object.entries(EFFECTS[who]) as [From, Effect][];
}
