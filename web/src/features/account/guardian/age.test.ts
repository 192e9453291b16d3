import { expect, test } from "vitest";
import { isYoung } from "./age";

test("one is young until the midnight of one's eighteenth birthday", () => {
  expect(isYoung("2008-03-01", new Date(2026, 1, 28, 23, 59, 59))).toBe(true);
  expect(isYoung("2008-03-01", new Date(2026, 2, 1))).toBe(false);
  expect(isYoung("2008-02-29", new Date(2026, 1, 28, 23))).toBe(true);
  expect(isYoung("2008-02-29", new Date(2026, 2, 1))).toBe(false);
  expect(isYoung("1990-01-31")).toBe(false);
});
