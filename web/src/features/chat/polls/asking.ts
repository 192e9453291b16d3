/** How many options the server takes. */
export const LEAST = 2;
export const MOST = 12;

export interface Trouble {
  noQuestion: boolean;
  /** There are too few options. */
  few: boolean;
  /** The places of options that say the same as one before. */
  repeated: readonly number[];
}

/** What keeps a poll from being sent; undefined where nothing does. */
export function troubleIn(question: string, options: readonly string[]): Trouble | undefined {
  const said = options.map(plain);
  const repeated = said.flatMap((one, i) => (one !== "" && said.indexOf(one) < i ? [i] : []));
  const trouble = { noQuestion: plain(question) === "", few: said.filter(Boolean).length < LEAST, repeated };
  return trouble.noQuestion || trouble.few || repeated.length > 0 ? trouble : undefined;
}

/** Options with one empty field at their end to write the next into, as long as there may be more. */
export function withRoom(options: readonly string[]): readonly string[] {
  let end = options.length;
  while (end > 0 && options[end - 1] === "") end--;
  const written = options.slice(0, Math.min(end, MOST));
  return [...written, ...Array<string>(Math.max(LEAST - written.length, written.length < MOST ? 1 : 0)).fill("")];
}

/** A text as the server compares it: with single spaces, and none around it. */
function plain(text: string): string {
  return text.replace(/\s+/gu, " ").trim();
}
