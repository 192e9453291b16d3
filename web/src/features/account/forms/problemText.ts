import { t } from "@lingui/core/macro";
import { problemText as anyProblem } from "@store";
import { codeOf } from "./problem";

/** Says in a sentence what happened to an account and what one can do. Give it whatever was thrown. */
export function problemText(cause: unknown): string {
  switch (codeOf(cause)) {
    case "age":
      return t`This isn’t open at your age yet.`;
    case "bad_credentials":
      return t`Handle and password don’t match.`;
    case "handle_taken":
      return t`This handle is taken.`;
    case "handle_confusable":
      return t`This handle looks too much like another one.`;
    case "handle_invalid":
      return t`A handle has 2 to 30 characters: a–z, 0–9, _ and dots.`;
    case "password_weak":
      return t`Choose a longer or less common password.`;
    case "birth_date_invalid":
      return t`This isn’t a date of birth.`;
    case "last_sign_in_method":
      return t`This is your only way to sign in. Add another one first.`;
    case "passkey_failed":
    case "ceremony_expired":
      return t`The passkey didn’t work. Try again.`;
    case "passkey_known":
      return t`This passkey is on your account already.`;
    case "passkeys_full":
      return t`An account has at most 20 passkeys. Remove one first.`;
    case "passkeys_unavailable":
      return t`Passkeys don’t work at this address. Use a password.`;
    case "passkey_cancelled":
      return t`No passkey was chosen.`;
    case "removed_before":
      return t`Moderators removed this, and their decision stands. Choose something else, or appeal under Settings, Safety, Decisions about you.`;
    default:
      return anyProblem(cause);
  }
}
