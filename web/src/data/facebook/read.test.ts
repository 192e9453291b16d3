// @vitest-environment jsdom
import fc from "fast-check";
import { expect, it } from "vitest";
import { FileError, mended, namesIn, namesInHtml, namesInJson } from "./read";

const bytes = (text: string) => new TextEncoder().encode(text);
/** As Facebook writes a text: each byte of UTF-8 as a character. */
const misencoded = (text: string) => Array.from(new TextEncoder().encode(text), (byte) => String.fromCharCode(byte)).join("");

it("reads the JSON of today and of some years ago, with what their encoding does to letters", () => {
  const today = '{"friends_v2":[{"name":"Zo\\u00c3\\u00ab Martin","timestamp":1700000000},{"name":"Nguy\\u00e1\\u00bb\\u0085n V\\u00c4\\u0083n","timestamp":1},{"name":"Ann  O\'Neil"}]}';
  expect(namesIn(bytes(today))).toEqual(["Zoë Martin", "Nguyễn Văn", "Ann O'Neil"]);
  expect(namesInJson('{"friends":[{"name":"\\u00d0\\u0090\\u00d0\\u00bd\\u00d0\\u00bd\\u00d0\\u00b0 K"},{"timestamp":5},{"name":7},null,"x",{"name":"A B"},{"name":" A B "}]}')).toEqual(["Анна K", "A B"]);
  expect(namesInJson('{"friends_v2":{"name":"x"}}')).toEqual([]);
  expect(namesInJson("[]")).toEqual([]);
});

it("leaves names alone that were never written so", () => {
  for (const name of ["Zoë", "Анна", "José \u00c3", "Ann", ""]) expect(mended(name)).toBe(name);
});

it("undoes the encoding of any name", () => {
  fc.assert(fc.property(fc.string({ unit: "grapheme" }), (name) => mended(misencoded(name)) === name));
});

it("reads the pages of today, of some years ago, and of long ago", () => {
  const today = `<html><head><title>Your friends</title><style>.x{}</style></head><body><div class="_a705"><h1 class="_a70d">Your friends</h1>
    <section class="_a6-g"><h2 class="_2ph_ _a6-h _a6-i">Zoë Martin</h2><footer class="_a6-o"><div class="_a72d">Jan 05, 2012 4:11 pm</div></footer></section>
    <div class="_3-95 _a6-g"><div class="_2ph_ _a6-h _a6-i">Ann &amp; O&#039;Neil</div><div class="_3-94 _a6-o">May 2, 2010</div></div></div></body></html>`;
  expect(namesIn(bytes(today))).toEqual(["Zoë Martin", "Ann & O'Neil"]);
  const before = `<div class="_3b0d">Friends</div><div class="pam _3-95 _2pi0 _2lej uiBoxWhite noborder"><div class="_3-96 _2pio _2lek _2lel">Zoë Martin</div><div class="_3-94 _2lem">2012</div></div>`;
  expect(namesInHtml(before)).toEqual(["Zoë Martin"]);
  const longAgo = "<h1>Zoë's friends</h1><h2>Friends</h2><ul><li>Ann O'Neil (5 Jan 2012)</li><li>Bob (Bobby) Martin (May 2, 2010)</li></ul><h2>Sent</h2><ul><li>Nobody</li></ul>";
  expect(namesInHtml(longAgo)).toEqual(["Ann O'Neil", "Bob (Bobby) Martin"]);
});

it("runs nothing that a page holds", () => {
  const page = "<h2>Zoë Martin</h2><script>globalThis.ran = true</script><img src=x onerror='globalThis.ran = true'>";
  expect(namesInHtml(page)).toEqual(["Zoë Martin"]);
  expect("ran" in globalThis).toBe(false);
});

it("keeps at most 5,000 names, none of them endless", () => {
  const names = namesInJson(JSON.stringify({ friends_v2: Array.from({ length: 6000 }, (_, i) => ({ name: `${"A".repeat(300 * (i % 2))} B${i}` })) }));
  expect(names.length).toBeLessThanOrEqual(5000);
  expect(Math.max(...names.map((name) => name.length))).toBe(200);
});

it("says what is wrong with any other file, and nothing else", () => {
  expect(() => namesIn(bytes("{"))).toThrow(new FileError("broken"));
  expect(() => namesIn(bytes("hello"))).toThrow(new FileError("empty"));
  const anything = fc.oneof(
    fc.uint8Array({ maxLength: 300 }),
    fc.json().map(bytes),
    fc.json().map((text) => bytes(`{"friends_v2":${text}}`)),
    fc.array(fc.constantFrom("<h2>", "</h2>", "<li>", "(2012)", "<div class='_2lel'>", "</div>", "a", "<script>", "&#x", "<!--"), { maxLength: 20 }).map((all) => bytes(all.join(""))),
  );
  fc.assert(
    fc.property(anything, (file) => {
      try {
        expect(namesIn(file).every((name) => name.trim() !== "")).toBe(true);
      } catch (cause) {
        expect(cause).toBeInstanceOf(FileError);
      }
    }),
  );
});
