/** Marks searched words in a text, without regard to accents and case, as the server finds them. */

export type Part = { text: string; hit: boolean };

/** Lower case without marks; `at[i]` is where the i-th folded unit comes from in the text. */
function foldWithPlaces(text: string): { folded: string; at: number[] } {
  let folded = "";
  const at: number[] = [];
  let place = 0;
  for (const char of text) {
    const plain = fold(char);
    for (let i = 0; i < plain.length; i++) at.push(place);
    folded += plain;
    place += char.length;
  }
  at.push(place);
  return { folded, at };
}

/** Compatibility form, no marks, no ligatures, lower case. */
export function fold(text: string): string {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().replaceAll("œ", "oe").replaceAll("æ", "ae");
}

/** The folded words of a query. */
export function terms(query: string): string[] {
  return fold(query).split(/[^\p{L}\p{N}]+/u).filter(Boolean);
}

/** Cuts a text where words begin with a searched word. */
export function highlight(text: string, query: string): Part[] {
  const wanted = terms(query);
  if (wanted.length === 0) return [{ text, hit: false }];
  const { folded, at } = foldWithPlaces(text);
  const parts: Part[] = [];
  let done = 0;
  for (const word of folded.matchAll(/[\p{L}\p{N}]+/gu)) {
    const term = wanted.filter((t) => word[0].startsWith(t)).sort((a, b) => b.length - a.length)[0];
    if (!term) continue;
    const start = at[word.index] ?? 0;
    const end = at[word.index + term.length] ?? text.length;
    if (start > done) parts.push({ text: text.slice(done, start), hit: false });
    if (end > start) parts.push({ text: text.slice(start, end), hit: true });
    done = Math.max(done, end);
  }
  if (done < text.length) parts.push({ text: text.slice(done), hit: false });
  return parts;
}

/** A piece of the text that shows the first hit: long messages begin a little before it. */
export function excerpt(text: string, query: string, lead = 24): string {
  const first = highlight(text, query);
  const before = first[0] && !first[0].hit ? first[0].text : "";
  if (before.length <= lead || first.length < 2) return text;
  const cut = before.lastIndexOf(" ", before.length - lead);
  return cut <= 0 ? text : `…${text.slice(cut + 1)}`;
}
