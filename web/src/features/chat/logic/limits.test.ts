import { expect, test } from "vitest";
import { roomFor } from "./limits";

test.each([
  ["short", "a", { near: false, over: false }],
  ["near", "a".repeat(3900), { left: 100, near: true, over: false }],
  ["full", "é".repeat(4000), { left: 0, near: true, over: false }],
  ["over", "a".repeat(4001), { left: -1, near: true, over: true }],
  ["families count once", "👨‍👩‍👧‍👦".repeat(1000), { left: 3000, near: false, over: false }],
  ["heavy in bytes", "👨‍👩‍👧‍👦".repeat(1400), { left: 2600, near: true, over: true }],
])("%s", (_, text, expected) => {
  expect(roomFor(text)).toMatchObject(expected);
});
