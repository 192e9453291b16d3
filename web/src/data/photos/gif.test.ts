import { expect, test } from "vitest";
import { framesOf, motionOf } from "./gif";

const HEAD = [...new TextEncoder().encode("GIF89a"), 4, 0, 3, 0, 0x80, 0, 0, 0, 0, 0, 255, 255, 255];
const LOOP = [0x21, 0xff, 11, ...new TextEncoder().encode("NETSCAPE2.0"), 3, 1, 0, 0, 0];
const frame = (w: number, h: number) => [0x21, 0xf9, 4, 0, 0, 0, 0, 0, 0x2c, 0, 0, 0, 0, w & 255, w >> 8, h & 255, h >> 8, 0, 2, 2, 0x44, 1, 0];
const gif = (...parts: number[][]) => new Uint8Array([...HEAD, ...parts.flat(), 0x3b]);
const blob = (file: Uint8Array) => new Blob([new Uint8Array(file)]);

test("frames are counted as the file tells them", () => {
  expect(framesOf(gif(LOOP, frame(4, 3), frame(2, 1)))).toEqual({ width: 4, height: 3, frames: 2, pixels: 14 });
  expect(framesOf(gif(frame(4, 3)))?.frames).toBe(1);
  expect(framesOf(gif(frame(4, 3), frame(4, 3)).subarray(0, 45))?.frames).toBe(1);
  expect(framesOf(new TextEncoder().encode("GIF or not?"))).toBeUndefined();
});

test("what the server keeps moving is told from what it does not", async () => {
  expect(await motionOf(blob(gif(frame(4, 3))))).toBe("none");
  expect(await motionOf(blob(gif(frame(4, 3), frame(4, 3))))).toBe("moves");
  expect(await motionOf(blob(gif(frame(4, 3), frame(20000, 20000))))).toBe("too large");
  expect(await motionOf(blob(gif(...Array.from({ length: 1001 }, () => frame(1, 1)))))).toBe("too large");
});
