import { t } from "@lingui/core/macro";
import type { ReportReason } from "@data";

/** What one can report, in the order of the dialog. */
export const REASONS: readonly ReportReason[] = ["spam", "scam", "harassment", "hate", "sexual", "violence", "self_harm", "underage", "impersonation", "other"];

export function reasonText(reason: ReportReason): string {
  switch (reason) {
    case "spam":
      return t`Unwanted advertising`;
    case "scam":
      return t`Fraud or a scam`;
    case "harassment":
      return t`Harassment or bullying`;
    case "hate":
      return t`Hate against a group of people`;
    case "sexual":
      return t`Sexual content`;
    case "violence":
      return t`Threats or violence`;
    case "self_harm":
      return t`Someone may hurt themselves`;
    case "underage":
      return t`Someone is too young to be here`;
    case "impersonation":
      return t`They pretend to be someone else`;
    case "other":
      return t`Something else`;
  }
}
