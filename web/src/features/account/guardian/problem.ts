import { t } from "@lingui/core/macro";
import { problemText } from "../forms/problemText";
import { codeOf } from "../forms/problem";

/** Says why two people cannot be linked, or what else went wrong. */
export function linkProblem(cause: unknown): string {
  switch (codeOf(cause)) {
    case "friends_only":
      return t`Only friends can link: follow each other first.`;
    case "too_many_links":
      return t`You have as many links as one can have. End one first.`;
    default:
      return problemText(cause);
  }
}
