import { expect, test } from "vitest";
import { typedWords } from "./words";

test.each([
  ["", []],
  [" , ;\n", []],
  ["Spoiler", ["spoiler"]],
  ["bitcoin,  Easy   money ;été\nbitcoin", ["bitcoin", "easy money", "été"]],
])("%j", (text, words) => expect(typedWords(text)).toEqual(words));
