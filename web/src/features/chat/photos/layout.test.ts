import { expect, test } from "vitest";
import { parts, ratio } from "./layout";

const photo = (width?: number, height?: number) => ({ id: "x", width, height });

test("every photo of 1 to 10 has its place", () => {
  for (let count = 1; count <= 10; count++) {
    const of = parts(count);
    expect(of).toHaveLength(count);
    // Each row is full.
    expect(of.reduce((sum, inRow) => sum + 6 / inRow, 0) % 6).toBe(0);
    expect(ratio(Array.from({ length: count }, () => photo(3, 2)))).toBeGreaterThan(0.5);
  }
});

test("one photo keeps its shape, within what fits a conversation", () => {
  expect(ratio([photo(300, 200)])).toBe(1.5);
  expect(ratio([photo(3000, 10)])).toBe(1.9);
  expect(ratio([photo(10, 3000)])).toBe(0.7);
  expect(ratio([photo()])).toBe(1);
});
