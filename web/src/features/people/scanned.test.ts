import encodeQR from "qr";
import decodeQR from "qr/decode.js";
import { expect, test } from "vitest";
import { scanned } from "./scanned";

const origin = "https://causerie.example";

test.each([
  ["https://causerie.example/@lou.martin", { kind: "profile", handle: "lou.martin" }],
  ["https://causerie.example/@Lou_M/", { kind: "profile", handle: "lou_m" }],
  ["http://causerie.example/@lou", { kind: "profile", handle: "lou" }],
  ["https://elsewhere.example:8443/@lou", { kind: "elsewhere", host: "elsewhere.example:8443" }],
  ["https://causerie.example/join/abcdefghijklmnopqrst", { kind: "group", code: "abcdefghijklmnopqrst" }],
  ["https://elsewhere.example/join/abc", { kind: "elsewhere", host: "elsewhere.example" }],
  ["https://causerie.example/join/abc/def", { kind: "unknown" }],
  ["https://causerie.example/settings", { kind: "unknown" }],
  ["https://causerie.example/@a/../settings", { kind: "unknown" }],
  ["https://causerie.example/@lou/followers", { kind: "unknown" }],
  ["javascript:alert(1)//@lou", { kind: "unknown" }],
  ["ftp://causerie.example/@lou", { kind: "unknown" }],
  ["lou", { kind: "unknown" }],
  ["", { kind: "unknown" }],
])("%s", (text, to) => expect(scanned(text, origin)).toEqual(to));

test("a code with a hole in its middle, as ours has for the mark, is still read", () => {
  const text = `${origin}/@a.handle_of.thirty.characters`;
  const modules = encodeQR(text, "raw", { ecc: "quartile", border: 4 });
  const middle = (modules.length - 1) / 2;
  const scale = 4;
  const side = modules.length * scale;
  const data = new Uint8Array(side * side * 4).fill(255);
  modules.forEach((row, y) =>
    row.forEach((dark, x) => {
      if (!dark || (Math.abs(x - middle) < 3.5 && Math.abs(y - middle) < 3.5)) return;
      for (let i = 0; i < scale * scale; i++) data.fill(0, ((y * scale + Math.floor(i / scale)) * side + x * scale + (i % scale)) * 4, ((y * scale + Math.floor(i / scale)) * side + x * scale + (i % scale)) * 4 + 3);
    }),
  );
  expect(decodeQR({ width: side, height: side, data })).toBe(text);
});
