const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** What is left of so many milliseconds, in one short unit: "23h", "6d"; the last minute is one. */
export function leftOf(ms: number, locale: string): string {
  const [of, unit] = ms >= DAY ? ([DAY, "day"] as const) : ms >= HOUR ? ([HOUR, "hour"] as const) : ([MINUTE, "minute"] as const);
  return new Intl.NumberFormat(locale, { style: "unit", unit, unitDisplay: "narrow" }).format(Math.max(1, Math.floor(ms / of)));
}
