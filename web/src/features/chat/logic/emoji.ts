/** What the reader's eye calls a character: one grapheme cluster. */

type Segmenter = { segment(text: string): Iterable<{ segment: string }> };

const segmenter: Segmenter =
  typeof Intl !== "undefined" && "Segmenter" in Intl
    ? new Intl.Segmenter(undefined, { granularity: "grapheme" })
    : { segment: (text) => Array.from(text, (segment) => ({ segment })) };

const EMOJI = /^(?:\p{Emoji_Presentation}|\p{Emoji}\uFE0F|\p{Regional_Indicator}{2}|[0-9#*]\uFE0F?\u20E3|\p{Extended_Pictographic})/u;
const PLAIN = /^[\p{L}\p{N}\p{P}]$/u;

/** The number of characters as people count them. */
export function countGraphemes(text: string): number {
  // Text without marks, joiners or surrogates has one cluster for each unit (a line end of two units is the exception).
  if (/^[\n\x20-\x7e\u00a0-\u02ff\u2010-\u2027]*$/u.test(text)) return text.length;
  let count = 0;
  for (const _ of segmenter.segment(text)) count++;
  return count;
}

/** How many emoji a text consists of when it is one to three of them and nothing else; otherwise 0. */
export function emojiAlone(text: string): 0 | 1 | 2 | 3 {
  if (text.length > 120) return 0;
  let count = 0;
  for (const { segment } of segmenter.segment(text)) {
    if (/^\s$/u.test(segment)) continue;
    if (PLAIN.test(segment) || !EMOJI.test(segment)) return 0;
    if (++count > 3) return 0;
  }
  return count as 0 | 1 | 2 | 3;
}
