import { t } from "@lingui/core/macro";
import { dateTime, time } from "@i18n";

/** "Today at 18:00", "Tomorrow at 09:00", "30 November 2026 at 09:00". */
export function comingText(moment: Date, now = new Date()): string {
  const clock = time(moment);
  const midnight = (of: Date, days = 0) => new Date(of.getFullYear(), of.getMonth(), of.getDate() + days).getTime();
  if (midnight(moment) === midnight(now)) return t`Today at ${clock}`;
  if (midnight(moment) === midnight(now, 1)) return t`Tomorrow at ${clock}`;
  return dateTime(moment);
}
