import type { CompactEmoji } from "emojibase";
import { fold, terms } from "@i18n/highlight";

export type Emoji = { char: string; label: string; words: string; tones: string[] };
export type EmojiGroup = { id: number; emojis: Emoji[] };

type Source = Pick<CompactEmoji, "group" | "label" | "order" | "unicode"> & { tags?: string[]; skins?: { unicode: string }[] };

/** Skin tones and hair styles are parts of other emoji, not emoji that one picks. */
const COMPONENTS = 2;

const sources = {
  en: () => import("emojibase-data/en/compact.json"),
  fr: () => import("emojibase-data/fr/compact.json"),
};

let loaded: { language: string; groups: Promise<EmojiGroup[]> } | undefined;

/** All emoji with their names in a language, in the usual order; loaded once. */
export function loadEmoji(language: string): Promise<EmojiGroup[]> {
  if (loaded?.language === language) return loaded.groups;
  const source = language === "fr" ? sources.fr : sources.en;
  const groups = source().then((module) => groupEmoji(module.default as Source[]));
  groups.catch(() => (loaded = undefined));
  loaded = { language, groups };
  return groups;
}

/** Sorts the raw list into groups. */
export function groupEmoji(source: readonly Source[]): EmojiGroup[] {
  const groups = new Map<number, (Emoji & { order: number })[]>();
  for (const { group, label, order, unicode, tags = [], skins = [] } of source) {
    if (group === undefined || group === COMPONENTS) continue;
    const words = ` ${fold([label, ...tags].join(" "))}`;
    // Pairs of people come in every mix of tones; the picker offers the five plain ones.
    const tones = skins.length === 5 ? skins.map((skin) => skin.unicode) : [];
    const list = groups.get(group) ?? [];
    list.push({ char: unicode, label, words, tones, order: order ?? 0 });
    groups.set(group, list);
  }
  return [...groups.entries()]
    .sort(([a], [b]) => a - b)
    .map(([id, emojis]) => ({ id, emojis: emojis.sort((a, b) => a.order - b.order) }));
}

/** The emoji whose words begin with each word of the query; names before other words. */
export function searchEmoji(groups: readonly EmojiGroup[], query: string): Emoji[] {
  const wanted = terms(query);
  if (wanted.length === 0) return [];
  const found = groups.flatMap((group) => group.emojis).filter((emoji) => wanted.every((term) => emoji.words.includes(` ${term}`)));
  const named = (emoji: Emoji) => (emoji.words.startsWith(` ${wanted[0] ?? ""}`) ? 0 : 1);
  return found.sort((a, b) => named(a) - named(b));
}

const RECENT = "causerie.emoji.recent";
const TONE = "causerie.emoji.tone";
const KEPT = 24;

function read(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

function write(key: string, value: string): void {
  try {
    localStorage.setItem(key, value);
  } catch {
    // Without storage the choice lasts as long as the picker.
  }
}

/** The emoji used last on this device, newest first. */
export function recentEmoji(): string[] {
  try {
    const list: unknown = JSON.parse(read(RECENT) ?? "[]");
    return Array.isArray(list) ? list.filter((item) => typeof item === "string").slice(0, KEPT) : [];
  } catch {
    return [];
  }
}

export function noteEmoji(char: string): void {
  write(RECENT, JSON.stringify([char, ...recentEmoji().filter((other) => other !== char)].slice(0, KEPT)));
}

/** 0 for the yellow of every font, 1 to 5 from light to dark. */
export function emojiTone(): number {
  const tone = Number(read(TONE));
  return Number.isInteger(tone) && tone >= 0 && tone <= 5 ? tone : 0;
}

export function chooseTone(tone: number): void {
  write(TONE, String(tone));
}

/** An emoji in a skin tone, where it has one. */
export function toned(emoji: Emoji, tone: number): string {
  return emoji.tones[tone - 1] ?? emoji.char;
}
