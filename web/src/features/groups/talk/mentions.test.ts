import { expect, test } from "vitest";
import { handlesIn, named, typedAt } from "./mentions";

test("handles are found at the start of words, without what closes the sentence, and not in addresses", () => {
  expect(handlesIn("@lou, and (@Rosa.b.) or @lou again: mail me at a@theo.fr or @@nobody")).toEqual(["lou", "rosa.b"]);
  expect(handlesIn("nobody here @ all")).toEqual([]);
});

test("only whom a message means is a piece of its own, and the pieces are the text", () => {
  const text = "@lou or @theo?";
  const pieces = named(text, (handle) => handle === "theo");
  expect(pieces).toEqual([{ text: "@lou or " }, { text: "@theo", handle: "theo" }, { text: "?" }]);
  expect(pieces.map((piece) => piece.text).join("")).toBe(text);
});

test("a mention is being typed from its @ to the caret", () => {
  expect(typedAt("Hi @Zo\u00e9", 7)).toEqual({ start: 3, q: "Zo\u00e9" });
  expect(typedAt("@", 1)).toEqual({ start: 0, q: "" });
  expect(typedAt("a@lou", 5)).toBeUndefined();
  expect(typedAt("@lou ", 5)).toBeUndefined();
});
