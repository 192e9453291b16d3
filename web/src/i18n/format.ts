import { i18n } from "@lingui/core";
import { t } from "@lingui/core/macro";

/** A moment: milliseconds since 1970, an RFC 3339 text, or a Date. */
export type Moment = number | string | Date;

const dates = new Map<string, Intl.DateTimeFormat>();
const numbers = new Map<string, Intl.NumberFormat>();
const relatives = new Map<string, Intl.RelativeTimeFormat>();
const lists = new Map<string, Intl.ListFormat>();

/** The browser's own variant of the active language: en-GB and en-US write times differently. */
function region(): string {
  const base = i18n.locale || "en";
  return navigator.languages.find((tag) => tag.toLowerCase().split("-")[0] === base) ?? base;
}

function cached<F>(cache: Map<string, F>, key: string, make: () => F): F {
  let found = cache.get(key);
  if (!found) {
    found = make();
    cache.set(key, found);
  }
  return found;
}

function date(key: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const locale = region();
  return cached(dates, `${locale} ${key}`, () => new Intl.DateTimeFormat(locale, options));
}

function midnight(at: Date): number {
  return new Date(at.getFullYear(), at.getMonth(), at.getDate()).getTime();
}

/** Whole calendar days from `at` to `now`, 0 for the same day. */
function daysAgo(at: Date, now: Date): number {
  return Math.round((midnight(now) - midnight(at)) / 86_400_000);
}

function capital(text: string): string {
  return text.charAt(0).toLocaleUpperCase(region()) + text.slice(1);
}

/** "21:49", "09:05", "9:49 pm": two digits where the day has 24 hours. */
function clock(): Intl.DateTimeFormat {
  const locale = region();
  return cached(dates, `${locale} time`, () => {
    const twelve = new Intl.DateTimeFormat(locale, { hour: "numeric" }).resolvedOptions().hour12 === true;
    return new Intl.DateTimeFormat(locale, { hour: twelve ? "numeric" : "2-digit", minute: "2-digit" });
  });
}

export function time(moment: Moment): string {
  return clock()
    .formatToParts(new Date(moment))
    .map((part) => (part.type === "dayPeriod" ? part.value.toLowerCase() : part.value))
    .join("");
}

/** A day as a separator names it: "Today", "Yesterday", "Monday", "14 March", "14 March 2025". */
export function day(moment: Moment, now: Moment = Date.now()): string {
  const at = new Date(moment);
  const today = new Date(now);
  const ago = daysAgo(at, today);
  if (ago === 0) return t`Today`;
  if (ago === 1) return t`Yesterday`;
  if (ago > 1 && ago < 7) return capital(date("weekday", { weekday: "long" }).format(at));
  if (at.getFullYear() === today.getFullYear()) return capital(date("day", { weekday: "long", day: "numeric", month: "long" }).format(at));
  return date("date", { day: "numeric", month: "long", year: "numeric" }).format(at);
}

/** A time as a list shows it: the hour today, else the shortest name of the day. */
export function listTime(moment: Moment, now: Moment = Date.now()): string {
  const at = new Date(moment);
  const today = new Date(now);
  const ago = daysAgo(at, today);
  if (ago <= 0) return time(at);
  if (ago === 1) return t`Yesterday`;
  if (ago < 7) return capital(date("short weekday", { weekday: "short" }).format(at));
  if (at.getFullYear() === today.getFullYear()) return date("short day", { day: "numeric", month: "short" }).format(at);
  return date("short date", { day: "2-digit", month: "2-digit", year: "2-digit" }).format(at);
}

/**
 * Makes what lists write times with, each in a task of its own: a browser takes several milliseconds to make one, which
 * the first render would wait for in one piece.
 */
export async function prepareTimes(): Promise<void> {
  for (const write of [time, dateTime]) {
    await new Promise((resolve) => setTimeout(resolve));
    write(Date.now());
  }
}

/** A full date and time, for tooltips and screen readers: "14 March 2025 at 21:49". */
export function dateTime(moment: Moment): string {
  return date("full", { dateStyle: "long", timeStyle: "short" }).format(new Date(moment));
}

/** "14 March 2025". */
export function longDate(moment: Moment): string {
  return date("long date", { dateStyle: "long" }).format(new Date(moment));
}

/** "March 2025", of a month such as "2025-03". */
export function monthOf(month: string): string {
  return date("month of year", { month: "long", year: "numeric", timeZone: "UTC" }).format(new Date(`${month}-15T00:00:00Z`));
}

const steps: readonly [limit: number, unit: Intl.RelativeTimeFormatUnit, seconds: number][] = [
  [3600, "minute", 60],
  [86_400, "hour", 3600],
  [604_800, "day", 86_400],
  [2_629_800, "week", 604_800],
  [31_557_600, "month", 2_629_800],
  [Infinity, "year", 31_557_600],
];

/** "5 minutes ago", "yesterday", "last month". */
export function relative(moment: Moment, now: Moment = Date.now()): string {
  const seconds = (new Date(moment).getTime() - new Date(now).getTime()) / 1000;
  if (Math.abs(seconds) < 45) return t`just now`;
  const locale = region();
  const format = cached(relatives, locale, () => new Intl.RelativeTimeFormat(locale, { numeric: "auto" }));
  for (const [limit, unit, size] of steps) {
    if (Math.abs(seconds) < limit) return format.format(Math.round(seconds / size), unit);
  }
  return longDate(moment);
}

/** How long ago, as short as it can be said: "18 min", "2h", "3d"; a date after a week. */
export function age(moment: Moment, now: Moment = Date.now()): string {
  const minutes = Math.max(0, (new Date(now).getTime() - new Date(moment).getTime()) / 60_000);
  const locale = region();
  const unit = (value: number, name: "minute" | "hour" | "day") =>
    cached(numbers, `${locale} ${name}`, () => new Intl.NumberFormat(locale, { style: "unit", unit: name, unitDisplay: name === "minute" ? "short" : "narrow" })).format(Math.floor(value));
  if (minutes < 1) return t`now`;
  if (minutes < 60) return unit(minutes, "minute");
  if (minutes < 1440) return unit(minutes / 60, "hour");
  return minutes < 7 * 1440 ? unit(minutes / 1440, "day") : listTime(moment, now);
}

/** "Camille, Théo and Lou". */
export function list(items: readonly string[]): string {
  const locale = i18n.locale || "en";
  return cached(lists, locale, () => new Intl.ListFormat(locale === "en" ? "en-GB" : locale)).format(items);
}

/** "8,302", « 8 302 ». */
export function number(value: number): string {
  const locale = region();
  return cached(numbers, locale, () => new Intl.NumberFormat(locale)).format(value);
}

/** The months in the active language, for forms. */
export function months(): string[] {
  const format = date("month", { month: "long", timeZone: "UTC" });
  return Array.from({ length: 12 }, (_, month) => format.format(Date.UTC(2000, month, 15)));
}
