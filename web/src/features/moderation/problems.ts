import { t } from "@lingui/core/macro";
import { Problem } from "@data";
import { problemText } from "@store";
import { barredText } from "./words";

/** Says what happened, in the words of the console. Give it whatever was thrown. */
export function staffProblem(cause: unknown): string {
  const code = cause instanceof Problem ? cause.code : "";
  switch (code) {
    case "claimed":
      return t`Somebody else works on this case.`;
    case "not_claimed":
      return t`Your claim ran out. Claim the case again.`;
    case "case_closed":
      return t`This case is closed.`;
    case "case_appealed":
      return t`This was appealed: the answer to the appeal decides.`;
    case "no_content":
      return t`Nothing was reported that could be removed.`;
    case "not_reported":
      return t`Only messages that this case has a copy of can be removed.`;
    case "not_shown":
      return t`The profile or the group no longer shows what was reported. Read the case again.`;
    case "no_device":
      return t`No device of this person is known. Suspend them instead.`;
    case "no_appeal":
      return t`No appeal waits for an answer here.`;
    case "undone":
      return t`This decision was taken back already.`;
    case "own_case":
    case "second_person":
    case "staff_member":
      return barredText(code);
    default:
      return problemText(cause);
  }
}
