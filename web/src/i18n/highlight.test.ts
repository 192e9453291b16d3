import { expect, test } from "vitest";
import { excerpt, highlight, terms } from "./highlight";

const marked = (text: string, query: string) => highlight(text, query).map((p) => (p.hit ? `[${p.text}]` : p.text)).join("");

test.each([
  ["Près de l’eau", "pres", "[Près] de l’eau"],
  ["Près de l’eau", "PRÈS eau", "[Près] de l’[eau]"],
  ["Œuvre ﬁn e\u0301te\u0301", "fin", "Œuvre [ﬁn] e\u0301te\u0301"],
  ["mon cœur", "coeur", "mon [cœur]"],
  ["la nappe", "nap", "la [nap]pe"],
  ["la nappe", "appe", "la nappe"],
  ["la nappe", "", "la nappe"],
  ["nappe, nappe", "nappe", "[nappe], [nappe]"],
  ["😀 nappe", "nappe", "😀 [nappe]"],
])("%s for %s", (text, query, expected) => {
  expect(marked(text, query)).toBe(expected);
});

test("parts joined are the text", () => {
  for (const text of ["Été e\u0301te\u0301 ﬀ 👍🏽", "", "a"]) {
    expect(highlight(text, "ete a f").map((p) => p.text).join("")).toBe(text);
  }
});

test("terms are folded words", () => {
  expect(terms("  L’ÉTÉ, à 19h ")).toEqual(["l", "ete", "a", "19h"]);
});

test("an excerpt begins shortly before the hit", () => {
  const text = "Une très longue phrase qui ne finit pas avant que la nappe soit enfin posée";
  expect(excerpt(text, "nappe")).toBe("…finit pas avant que la nappe soit enfin posée");
  expect(excerpt("la nappe", "nappe")).toBe("la nappe");
  expect(excerpt(text, "absent")).toBe(text);
});
