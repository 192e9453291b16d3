import { t } from "@lingui/core/macro";

/** In characters, as people count them. */
export const TITLE_MAX = 100;

/** What is wrong with the name of a group. */
export function titleFault(title: string): string | undefined {
  const text = title.trim();
  if (text === "") return t`Give the group a name.`;
  const length = [...new Intl.Segmenter(undefined, { granularity: "grapheme" }).segment(text)].length;
  return length > TITLE_MAX ? t`A name has at most 100 characters.` : undefined;
}
