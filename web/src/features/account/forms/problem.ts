import { t } from "@lingui/core/macro";
import { Problem } from "@data";
import { relative, time } from "@i18n";

/** The stable code of whatever was thrown; undefined when it is not a Problem. */
export function codeOf(cause: unknown): string | undefined {
  return cause instanceof Problem ? cause.code : undefined;
}

/** Why a password can't be chosen; undefined for any other problem. */
export function passwordRefusal(cause: unknown): string | undefined {
  switch (codeOf(cause)) {
    case "password_weak":
      return t`This password is too easy to guess. Choose a longer one.`;
    case "password_common":
      return t`Many people use this password, so it is tried first. Choose another, such as three or four words that don’t belong together.`;
  }
  return undefined;
}

/** Says that nobody signs in here, or when a locked sign-in opens again; undefined for any other problem. */
export function lockedText(cause: unknown, now = Date.now()): string | undefined {
  if (codeOf(cause) === "device_banned") return t`The moderators banned this device. Sign in on another one to read why and to appeal.`;
  if (!(cause instanceof Problem) || cause.status !== 429 || !cause.retryAt) return undefined;
  const opens = new Date(cause.retryAt).getTime();
  const seconds = (opens - now) / 1000;
  if (seconds < 60) return t`Too many attempts. Try again in a minute.`;
  if (seconds < 3600) {
    const soon = relative(opens, now);
    return t`Too many attempts. Try again ${soon}.`;
  }
  const hour = time(opens);
  return t`Too many attempts. Try again at ${hour}.`;
}
