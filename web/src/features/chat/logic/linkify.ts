/**
 * Finds web addresses in what people write. Only http and https become links; everything else stays text.
 * One pass over whitespace-separated words, so that the time taken grows with the text and no faster.
 */

export type Piece = { kind: "text"; text: string } | { kind: "link"; text: string; href: string; host: string };

/** Endings under which a bare name such as "causerie.fr/friends" is taken for an address, as the server takes it (internal/chat/link.go). */
const ENDINGS = new Set(
  ("com org net edu gov int info io co app dev me tv xyz art blog cloud online shop site page news live link ai eu " +
    "biz ly gl gg cc ru store top club vip " +
    "fr be ch ca lu mc re gp mq de at it es pt nl uk ie us se no dk fi is pl cz gr ro hu jp cn kr in au nz br mx ar za ma tn dz sn ci")
    .split(" "),
);

const BEFORE = /^[("'«“‘[{<*_~]+/u;
const AFTER = /[.,;:!?…"'»”’*_~>]/u;
const PAIRS: Record<string, string> = { ")": "(", "]": "[", "}": "{" };
const LABEL = /^[\p{L}\p{N}](?:[\p{L}\p{N}-]{0,61}[\p{L}\p{N}])?$/u;
/** Characters that can reorder or hide part of an address. */
const DECEIVING = /[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/u;

/** Splits a text into plain pieces and links; joined again, the pieces are the text. */
export function linkify(text: string): Piece[] {
  const pieces: Piece[] = [];
  let plain = "";
  const flush = () => {
    if (plain) pieces.push({ kind: "text", text: plain });
    plain = "";
  };
  for (const word of text.split(/(\s+)/u)) {
    const found = couldBeLink(word) ? findLink(word) : undefined;
    if (!found) {
      plain += word;
      continue;
    }
    plain += found.before;
    flush();
    pieces.push({ kind: "link", text: found.text, href: found.href, host: found.host });
    plain = found.after;
  }
  flush();
  return pieces;
}

function couldBeLink(word: string): boolean {
  return word.length >= 4 && word.length <= 2048 && word.includes(".") && !DECEIVING.test(word);
}

function findLink(word: string) {
  let start = BEFORE.exec(word)?.[0].length ?? 0;
  const scheme = /https?:\/\//iu.exec(word);
  if (scheme && scheme.index > start && !/[\p{L}\p{N}]/u.test(word.charAt(scheme.index - 1))) start = scheme.index;
  const end = trimEnd(word, start);
  const text = word.slice(start, end);
  const url = parse(text);
  return url && { before: word.slice(0, start), text, after: word.slice(end), href: url.href, host: url.hostname };
}

/** Punctuation that closes the sentence, and brackets that were opened outside, do not belong to the address. */
function trimEnd(word: string, start: number): number {
  let end = word.length;
  while (end > start) {
    const last = word.charAt(end - 1);
    const opening = PAIRS[last];
    if (AFTER.test(last)) end--;
    else if (opening && count(word, opening, start, end) < count(word, last, start, end)) end--;
    else break;
  }
  return end;
}

function count(word: string, char: string, start: number, end: number): number {
  let found = 0;
  for (let i = start; i < end; i++) if (word.charAt(i) === char) found++;
  return found;
}

function parse(text: string): URL | undefined {
  const explicit = /^https?:\/\//iu.test(text);
  if (!explicit && /^[a-z][a-z0-9+.-]*:/iu.test(text) && !/^[^:/]+:\d+(?:\/|$)/u.test(text)) return undefined;
  const rest = explicit ? text.slice(text.indexOf("//") + 2) : text;
  const authority = rest.split(/[/?#]/u, 1)[0] ?? "";
  if (authority.includes("@") || authority.includes("\\")) return undefined;
  const host = authority.replace(/:\d{1,5}$/u, "");
  const labels = host.split(".");
  if (labels.length < 2 || !labels.every((label) => LABEL.test(label))) return undefined;
  const ending = labels[labels.length - 1]?.toLowerCase() ?? "";
  if (!explicit && !/^www$/iu.test(labels[0] ?? "") && !ENDINGS.has(ending)) return undefined;
  if (!explicit && labels.length < 3 && /^www$/iu.test(labels[0] ?? "")) return undefined;
  try {
    const url = new URL(explicit ? text : `https://${text}`);
    return url.protocol === "https:" || url.protocol === "http:" ? url : undefined;
  } catch {
    return undefined;
  }
}
