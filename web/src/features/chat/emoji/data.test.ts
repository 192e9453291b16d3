// @vitest-environment jsdom
import { beforeEach, expect, test } from "vitest";
import source from "emojibase-data/fr/compact.json";
import { emojiTone, chooseTone, groupEmoji, noteEmoji, recentEmoji, searchEmoji, toned } from "./data";

const groups = groupEmoji(source as Parameters<typeof groupEmoji>[0]);

beforeEach(() => localStorage.clear());

test("groups come in order, without parts of other emoji", () => {
  expect(groups.map((group) => group.id)).toEqual([0, 1, 3, 4, 5, 6, 7, 8, 9]);
  expect(groups[0]?.emojis[0]?.char).toBe("😀️".replace("\ufe0f", ""));
});

test("search takes every word, without accents", () => {
  expect(searchEmoji(groups, "ete").length).toBeGreaterThan(0);
  expect(searchEmoji(groups, "coeur roug").map((e) => e.char)).toContain("❤️");
  expect(searchEmoji(groups, "")).toEqual([]);
  expect(searchEmoji(groups, "qqqq")).toEqual([]);
});

test("recent ones are newest first, once each", () => {
  noteEmoji("a");
  noteEmoji("b");
  noteEmoji("a");
  expect(recentEmoji()).toEqual(["a", "b"]);
  localStorage.setItem("causerie.emoji.recent", "nonsense");
  expect(recentEmoji()).toEqual([]);
});

test("a tone applies where an emoji has it", () => {
  chooseTone(3);
  expect(emojiTone()).toBe(3);
  const hand = groups[1]?.emojis.find((e) => e.char.startsWith("👋"));
  expect(hand && toned(hand, 3)).toBe("👋🏽");
  expect(toned({ char: "😀", label: "", words: "", tones: [] }, 3)).toBe("😀");
});
