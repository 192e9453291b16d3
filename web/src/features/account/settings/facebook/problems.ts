import { t } from "@lingui/core/macro";
import { problemText } from "../../forms/problemText";
import { codeOf } from "../../forms/problem";

/** Says what happened between here and Facebook, and what one can do. */
export function facebookText(cause: unknown): string {
  switch (codeOf(cause)) {
    case "facebook_off":
      return t`This server can’t link Facebook accounts. You can import your list of friends.`;
    case "facebook_state":
      return t`This attempt is over, or was begun elsewhere. Link again.`;
    case "facebook_declined":
      return t`Facebook was not allowed to share your list of friends. Link again and allow it, or import the list.`;
    case "facebook_taken":
      return t`This Facebook account is linked to another account here. Unlink it there first.`;
    case "facebook_unavailable":
      return t`Facebook doesn’t answer at the moment. Try again later.`;
    case "facebook_unlinked":
      return t`There is no link to Facebook any more. Link again.`;
    case "facebook_limit":
      return t`You did that a moment ago. Wait a minute.`;
    default:
      return problemText(cause);
  }
}
