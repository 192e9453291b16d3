import { expect, test } from "vitest";
import { isHeif } from ".";

const file = (text: string) => Uint8Array.from(text, (letter) => letter.charCodeAt(0));

test("photos of telephones are known by how they begin, not by what they are called", () => {
  expect(isHeif(file("\0\0\0\x18ftypheic\0\0\0\0mif1heic...."))).toBe(true);
  expect(isHeif(file("\0\0\0\x18ftypheix\0\0\0\0mif1heix"))).toBe(true);
  expect(isHeif(file("\0\0\0\x1cftypmif1\0\0\0\0mif1heicmiaf"))).toBe(true);
});

test("what else has that kind of beginning is none", () => {
  expect(isHeif(file(""))).toBe(false);
  expect(isHeif(file("IMG_1.heic"))).toBe(false);
  expect(isHeif(file("\0\0\0\x18ftypavif\0\0\0\0mif1miaf"))).toBe(false);
  expect(isHeif(file("\0\0\0\x18ftypisom\0\0\0\0heicmp41"))).toBe(false);
  expect(isHeif(file("\0\0\0\x14ftypmif1\0\0\0\0mif1heic"))).toBe(false);
});
