import { expect, test } from "vitest";
import { countGraphemes, emojiAlone } from "./emoji";

test.each([
  ["👏", 1],
  ["❤️", 1],
  ["👨‍👩‍👧‍👦", 1],
  ["🇫🇷", 1],
  ["👍🏽", 1],
  ["1️⃣", 1],
  ["😂 😂", 2],
  ["😂😂😂", 3],
  ["😂😂😂😂", 0],
  ["", 0],
  [" ", 0],
  ["ok 👍", 0],
  ["1", 0],
  ["#", 0],
  ["12", 0],
  ["©", 1],
  ["!", 0],
])("%s holds %i emoji alone", (text, count) => {
  expect(emojiAlone(text)).toBe(count);
});

test.each([
  ["", 0],
  ["abc", 3],
  ["l’été", 5],
  ["e\u0301", 1],
  ["👨‍👩‍👧‍👦!", 2],
  ["a\nb", 3],
])("%s counts %i", (text, count) => {
  expect(countGraphemes(text)).toBe(count);
});
