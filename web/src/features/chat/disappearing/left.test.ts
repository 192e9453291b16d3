import { expect, test } from "vitest";
import { leftOf } from "./left";

test("what is left is said in one short unit", () => {
  const minute = 60_000;
  for (const [ms, en, fr] of [
    [90 * 1440 * minute - 1, "89d", "89j"],
    [24 * 60 * minute, "1d", "1j"],
    [24 * 60 * minute - 1, "23h", "23h"],
    [60 * minute, "1h", "1h"],
    [60 * minute - 1, "59m", "59min"],
    [minute - 1, "1m", "1min"],
    [-5, "1m", "1min"],
  ] as const) {
    expect([leftOf(ms, "en"), leftOf(ms, "fr").replace(/\s/gu, "")]).toEqual([en, fr]);
  }
});
