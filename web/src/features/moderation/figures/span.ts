import { plural, t } from "@lingui/core/macro";

/** How long something took, as short as it can be said. */
export function spanText(minutes: number): string {
  if (minutes < 1) return t`a minute`;
  if (minutes < 60) return plural(minutes, { one: "# min", other: "# min" });
  if (minutes < 2880) return plural(Math.round(minutes / 60), { one: "# hour", other: "# hours" });
  return plural(Math.round(minutes / 1440), { one: "# day", other: "# days" });
}
