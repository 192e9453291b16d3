/* Figures put together for plots. Without a DOM. */
import type { CaseOutcome, StatsDay } from "@data/moderation";
import { OUTCOMES } from "../words";

/** What happened in a day or in several, named by the first of them: "2026-05-05". */
export interface Span {
  from: string;
  to: string;
  reports: number;
  decided: number;
  /** How many minutes half of the cases took at most that were decided for the first time; absent where there were none. */
  minutes?: number;
}

/** Days put together so that a plot has at most `most` columns; the last column ends with the last day. */
export function spans(days: readonly StatsDay[], most = 31): Span[] {
  const size = Math.ceil(days.length / most);
  const list: Span[] = [];
  for (let end = days.length; end > 0; end -= size) {
    const part = days.slice(Math.max(0, end - size), end);
    const [first, last] = [part[0], part.at(-1)];
    if (!first || !last) break;
    list.unshift({ from: first.date, to: last.date, reports: sum(part, (day) => day.reports), decided: sum(part, (day) => day.decided), minutes: half(part) });
  }
  return list;
}

/** What half of the cases of some days took at most. Of several days, the day on which half of them are counted stands for all. */
function half(days: readonly StatsDay[]): number | undefined {
  const all = sum(days, (day) => day.answered);
  let counted = 0;
  for (const { answered, minutes } of [...days].sort((a, b) => a.minutes - b.minutes)) {
    counted += answered;
    if (answered > 0 && counted * 2 >= all) return minutes;
  }
  return undefined;
}

/** The lines of a plot of times, in whole minutes, hours or days. */
export function timeLines(most: number): number[] {
  const unit = most < 120 ? 1 : most < 2880 ? 60 : 1440;
  return lines(Math.max(1, most / unit)).map((mark) => mark * unit);
}

/** How often each outcome came, without those that did not. */
export function outcomesOf(days: readonly StatsDay[]): { outcome: CaseOutcome; count: number }[] {
  return OUTCOMES.map((outcome) => ({ outcome, count: sum(days, (day) => day.outcomes[outcome] ?? 0) })).filter(({ count }) => count > 0);
}

/** Round numbers from 0 up to at least `most`, four steps or fewer: the lines of a plot. */
export function lines(most: number): number[] {
  const step = [1, 2, 5].flatMap((n) => [1, 10, 100, 1000, 10_000, 100_000].map((power) => n * power)).sort((a, b) => a - b).find((one) => one * 4 >= most) ?? most;
  return Array.from({ length: Math.max(1, Math.ceil(most / step)) + 1 }, (_, i) => i * step);
}

export function sum<T>(list: readonly T[], of: (one: T) => number): number {
  return list.reduce((total, one) => total + of(one), 0);
}
