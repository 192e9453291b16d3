/** Finding @handles in what people write in a group. Pure. */

/** What mentions everyone, in the languages of the app. */
export const EVERYONE: ReadonlySet<string> = new Set(["all", "tous"]);

/** A handle after an @ that begins a word; what closes the sentence does not belong to it. */
const HANDLE = /(?<![\p{L}\p{N}_.@])@([a-z0-9_]+(?:\.[a-z0-9_]+)*)/giu;

export interface Piece {
  text: string;
  /** Of a mention: in lower case. */
  handle?: string;
}

/** Splits a text at the handles that are meant; joined again, the pieces are the text. */
export function named(text: string, meant: (handle: string) => boolean): Piece[] {
  const pieces: Piece[] = [];
  let from = 0;
  for (const found of text.matchAll(HANDLE)) {
    const handle = (found[1] ?? "").toLowerCase();
    if (!meant(handle)) continue;
    if (found.index > from) pieces.push({ text: text.slice(from, found.index) });
    from = found.index + found[0].length;
    pieces.push({ text: found[0], handle });
  }
  if (from < text.length) pieces.push({ text: text.slice(from) });
  return pieces;
}

/** The handles in a text, each once, in lower case. */
export function handlesIn(text: string): string[] {
  return [...new Set(named(text, () => true).flatMap(({ handle }) => handle ?? []))];
}

/** The mention that is being typed where the caret stands: where its @ is, and what follows it. */
export function typedAt(text: string, caret: number): { start: number; q: string } | undefined {
  const found = /(?<![\p{L}\p{N}_.@])@([\p{L}\p{N}_.'’-]{0,30})$/u.exec(text.slice(0, caret));
  return found ? { start: found.index, q: found[1] ?? "" } : undefined;
}
