// @vitest-environment jsdom
import { beforeEach, expect, test } from "vitest";
import { byUse, noteSticker, recentStickers, type StickerPack } from ".";

const pack = (id: string): StickerPack => ({ id, maker: "ada", name: id, stickers: [] });
const order = (...ids: string[]) => byUse(ids.map(pack)).map(({ id }) => id);

beforeEach(() => localStorage.clear());

test("the stickers sent last come first, each once, twelve at the most", () => {
  for (let i = 0; i < 15; i++) noteSticker("suns", `s${i}`);
  noteSticker("suns", "s10");
  expect(recentStickers()).toEqual(["s10", "s14", "s13", "s12", "s11", "s9", "s8", "s7", "s6", "s5", "s4", "s3"]);
});

test("the pack that one sent of last comes first, and the others stay as they are", () => {
  expect(order("a", "b", "c", "d")).toEqual(["a", "b", "c", "d"]);
  noteSticker("c", "x");
  noteSticker("d", "y");
  expect(order("a", "b", "c", "d")).toEqual(["d", "c", "a", "b"]);
  noteSticker("c", "x");
  expect(order("a", "b", "c", "d")).toEqual(["c", "d", "a", "b"]);
});

test("what is no list of ids is nothing", () => {
  for (const kept of ["", "null", "{}", "[1, null]"]) {
    localStorage.setItem("stickers", kept);
    localStorage.setItem("sticker-packs", kept);
    expect(recentStickers()).toEqual([]);
    expect(order("b", "a")).toEqual(["b", "a"]);
  }
});
