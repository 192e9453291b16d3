import type { Profile } from "@data";

/** What the button beside someone offers, or tells. */
export type FollowState = "follow" | "back" | "asked" | "following" | "friends";

/** Where one stands with someone. */
export function followState({ relation }: Profile): FollowState {
  if (relation?.following) return relation.followsYou ? "friends" : "following";
  if (relation?.asked) return "asked";
  return relation?.followsYou ? "back" : "follow";
}

/** Whether following has begun, or was asked for: the button undoes it then. */
export function isFollowing(state: FollowState): boolean {
  return state === "asked" || state === "following" || state === "friends";
}
