/** How long a name and a bio may be, in characters as people count them. The server holds the same limits. */
export const nameMax = 50;
export const bioMax = 300;

const segmenter = new Intl.Segmenter();

/** The length of a text in characters as people count them: 👩‍👧 is one. */
export function lengthOf(text: string): number {
  return [...segmenter.segment(text)].length;
}
