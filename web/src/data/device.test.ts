import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { deviceToken } from "./device";

const kept = new Map<string, string>();
beforeEach(() => {
  kept.clear();
  vi.stubGlobal("localStorage", { getItem: (key: string) => kept.get(key) ?? null, setItem: (key: string, value: string) => void kept.set(key, value) });
});
afterEach(() => vi.unstubAllGlobals());

test("a browser keeps its token", () => {
  const made = deviceToken();
  expect(made).toMatch(/^[\w-]{43}$/);
  expect(deviceToken()).toBe(made);
  kept.clear();
  expect(deviceToken()).not.toBe(made);
});

test("a token that the server would refuse is made anew", () => {
  for (const damaged of ["", "short", "*".repeat(43), "A".repeat(42) + "B"]) {
    kept.set("causerie.device", damaged);
    expect(deviceToken()).not.toBe(damaged);
    expect(kept.get("causerie.device")).toMatch(/^[\w-]{43}$/);
  }
});

test("without storage there is no token", () => {
  vi.stubGlobal("localStorage", undefined);
  expect(deviceToken()).toBeUndefined();
});
