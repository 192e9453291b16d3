import { t } from "@lingui/core/macro";
import { Problem } from "@data";
import { problemText } from "@store";

/** Says why a link could not be made or followed, or someone not be let in. */
export function linkProblem(cause: unknown): string {
  switch (cause instanceof Problem ? cause.code : "") {
    case "age":
      return t`Groups aren’t open at your age yet.`;
    case "friend_needed":
      return t`At your age you join a group by a link only if a friend of yours is in it. A friend in the group can add you.`;
    case "too_many_links":
      return t`This group has as many links as it can. Revoke one first.`;
    case "not_waiting":
      return t`This was answered already.`;
    case "not_accepting":
      return t`This person can’t join at the moment.`;
    default:
      return problemText(cause);
  }
}

/** The whole address of a link, for other apps and for cameras. */
export function addressOf({ url }: { url: string }): string {
  return new URL(url, window.location.origin).href;
}
