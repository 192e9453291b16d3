import { expect, test } from "vitest";
import type { StatsDay } from "@data/moderation";
import { lines, outcomesOf, spans, timeLines } from "./series";

const day = (n: number, reports: number, outcomes: Record<string, number> = {}): StatsDay => ({ date: `2026-05-${String(n).padStart(2, "0")}`, reports, cases: 0, decided: 1, appeals: 0, answered: reports, minutes: n * 10, outcomes });

test("few days stand each for itself", () => {
  expect(spans([day(1, 2), day(2, 3)])).toEqual([
    { from: "2026-05-01", to: "2026-05-01", reports: 2, decided: 1, minutes: 10 },
    { from: "2026-05-02", to: "2026-05-02", reports: 3, decided: 1, minutes: 20 },
  ]);
});

test("many days are put together from the last one back, and none is lost", () => {
  const days = Array.from({ length: 5 }, (_, i) => day(i + 1, i + 1));
  expect(spans(days, 3)).toEqual([
    { from: "2026-05-01", to: "2026-05-01", reports: 1, decided: 1, minutes: 10 },
    { from: "2026-05-02", to: "2026-05-03", reports: 5, decided: 2, minutes: 30 },
    { from: "2026-05-04", to: "2026-05-05", reports: 9, decided: 2, minutes: 50 },
  ]);
});

test("where nothing was decided, there is no time", () => {
  expect(spans([day(1, 0)])[0]?.minutes).toBeUndefined();
});

test.each([[3, [0, 1, 2, 3]], [90, [0, 50, 100]], [300, [0, 120, 240, 360]], [10_000, [0, 2880, 5760, 8640, 11_520]]])("lines for %i minutes", (most, expected) => {
  expect(timeLines(most)).toEqual(expected);
});

test("outcomes are counted over all days, in their own order", () => {
  expect(outcomesOf([day(1, 0, { warned: 1, overturned: 1 }), day(2, 0, { warned: 2, no_action: 1 })])).toEqual([
    { outcome: "no_action", count: 1 },
    { outcome: "warned", count: 3 },
    { outcome: "overturned", count: 1 },
  ]);
});

test.each([[0, [0, 1]], [3, [0, 1, 2, 3]], [7, [0, 2, 4, 6, 8]], [41, [0, 20, 40, 60]], [9000, [0, 5000, 10_000]]])("lines for %i", (most, expected) => {
  expect(lines(most)).toEqual(expected);
});
