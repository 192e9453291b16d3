import { expect, test } from "vitest";
import { beyond, lengthOf } from "./video";

test("what a server would refuse is said before it is sent, as far as the browser can tell", () => {
  const taken = { mb: 1, seconds: 300 };
  const of = (bytes: number) => new Blob([new Uint8Array(bytes)]);
  expect(beyond({ blob: of(2 ** 20), duration: 300_000 }, taken)).toBeUndefined();
  expect(beyond({ blob: of(2 ** 20 + 1), duration: 1 }, taken)).toBe("size");
  expect(beyond({ blob: of(1), duration: 300_900 }, taken)).toBeUndefined();
  expect(beyond({ blob: of(1), duration: 301_000 }, taken)).toBe("length");
  expect(beyond({ blob: of(1), duration: 0 }, taken)).toBeUndefined();
});

test("a length is whole milliseconds, and none where a file does not say", () => {
  expect(lengthOf(2.9994)).toBe(2999);
  expect(lengthOf(Infinity)).toBe(0);
  expect(lengthOf(NaN)).toBe(0);
});
