import { t } from "@lingui/core/macro";
import type { OwnDecision } from "@data";

/** What was decided, in a few words. */
export function decisionText(action: OwnDecision["action"]): string {
  switch (action) {
    case "warn":
      return t`You have a warning`;
    case "remove_content":
      return t`Content of yours was removed`;
    case "limit_strangers":
      return t`You can’t write to new people`;
    case "limit_everyone":
      return t`You can’t write to anyone`;
    case "suspend":
      return t`Your account is suspended`;
    case "ban_device":
      return t`Your devices are banned`;
  }
}

/** Whether a decision keeps someone from something now. */
export function holds({ action, stands, until }: OwnDecision, now = Date.now()): boolean {
  if (!stands || action === "warn" || action === "remove_content") return false;
  return until === undefined || Date.parse(until) > now;
}

/** What there is to be told of a decision, under names that stay the same: itself, its end, the answer to an appeal. */
export function newsOf({ id, undoneAt, appeal }: OwnDecision): string[] {
  return [id, ...(undoneAt ? [`${id}/undone`] : []), ...(appeal?.answer ? [`${id}/answer`] : [])];
}
