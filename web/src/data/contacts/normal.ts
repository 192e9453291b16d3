/** The one way to write a phone number or e-mail address, as the server writes it: both sides test themselves against the same vectors. */

/** What is known of a country's numbers; see `phones.json`, which is generated from libphonenumber's metadata. */
export interface Region {
  /** Calling code. */
  c: number;
  /** What one dials before a calling code, a pattern. */
  i?: string;
  /** What stands before a national number, a pattern, and what takes its place. */
  p?: string;
  r?: string;
  /** The pattern of national numbers, and how long they can be. */
  n: string;
  l: number[];
  /** Of the countries that share a calling code, the one whose numbers are looked at. */
  m?: boolean;
}

export type Regions = Record<string, Region>;

const MAX_EMAIL = 254;
const LOCAL = /^[\p{L}\p{Nd}\p{M}.!#$%&'*+/=?^_`{|}~-]+$/u;
const LABEL = /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/;

const bytes = (text: string) => new TextEncoder().encode(text).length;

/** An e-mail address in lower case, its domain in ASCII; undefined for what is none. */
export function normalEmail(text: string): string | undefined {
  const trimmed = text.normalize("NFC").replace(/^[\s\u0085]+|[\s\u0085]+$/g, "").toLowerCase();
  const at = trimmed.lastIndexOf("@");
  const local = trimmed.slice(0, Math.max(at, 0));
  if (at < 1 || bytes(local) > 64 || bytes(trimmed) > MAX_EMAIL) return undefined;
  if (!LOCAL.test(local) || local.startsWith(".") || local.endsWith(".") || local.includes("..")) return undefined;
  const domain = asciiDomain(trimmed.slice(at + 1).replace(/\.$/, ""));
  const normal = `${local}@${domain ?? ""}`;
  return domain !== undefined && bytes(normal) <= MAX_EMAIL ? normal : undefined;
}

function asciiDomain(domain: string): string | undefined {
  // What a browser would read as the end of a host, or undo, is in no domain.
  if (domain === "" || /[\s/?#\\@:%[\]]/.test(domain)) return undefined;
  let host: string;
  try {
    host = new URL(`http://${domain}`).hostname;
  } catch {
    return undefined;
  }
  const labels = host.split(".");
  const fine = labels.length > 1 && host.length <= 253 && labels.every((label) => label.length <= 63 && LABEL.test(label));
  return fine && /[a-z]/.test(labels[labels.length - 1] ?? "") ? host : undefined;
}

const PAD: Record<string, string> = Object.fromEntries(
  ["", "", "abc", "def", "ghi", "jkl", "mno", "pqrs", "tuv", "wxyz"].flatMap((letters, digit) => [...letters].map((letter) => [letter, String(digit)])),
);
const PLUS = /^[+＋]+/;
const EXTENSION = /(?:;ext=|[ ,;.\t-]*(?:extn?|extensi[oó]n|anexo|int|x|ｘ|#|доб)[:.．]?[ ,\t-]*)#?(\d{1,9})#?$/iu;

/** A digit of any script as one of ours. */
function digit(char: string): string {
  if (char >= "0" && char <= "9") return char;
  const code = char.codePointAt(0) ?? 0;
  // The ten digits of a script follow each other.
  let zero = code;
  while (code - zero < 9 && /\p{Nd}/u.test(String.fromCodePoint(zero - 1))) zero--;
  return String((code - zero) % 10);
}

const digitsOf = (text: string) => [...text].map((char) => (/\p{Nd}/u.test(char) ? digit(char) : "")).join("");

/** A phone number as E.164; one without a calling code is of `country`. Undefined for what cannot be a number. */
export function normalPhone(text: string, country: string, regions: Regions): string | undefined {
  if (text.length > 250) return undefined;
  const start = text.search(/[+＋\p{Nd}]/u);
  if (start < 0) return undefined;
  let written = text.slice(start).replace(/[^\p{L}\p{Nd}#]+$/u, "");
  written = written.replace(/[\\/] *x.*$/u, "").replace(EXTENSION, "");
  if ((written.match(/\p{Nd}/gu)?.length ?? 0) < 2 || PLUS.test(written.replace(PLUS, "")) || /[^\p{L}\p{Nd}\s\-\u2010-\u2015\u2212\u30fc\uff0d/\u00ad\u200b\u2060()\uff08\uff09\uff3b\uff3d.[\]~\u2053\u223c\uff5e+\uff0b*x]/u.test(written)) return undefined;
  const international = PLUS.test(written);
  const number = digitsOf((written.match(/[A-Za-z]/g)?.length ?? 0) >= 3 ? written.toLowerCase().replace(/[a-z]/g, (letter) => PAD[letter] ?? "") : written);
  const own = regions[country];
  const [code, rest] = international ? split(number, regions) : fromHere(number, own, regions);
  if (code === undefined) return undefined;
  const region = code === own?.c ? own : mainOf(code, regions);
  const main = mainOf(code, regions);
  if (!region || !main) return undefined;
  const stripped = national(rest, region);
  const significant = stripped !== undefined && fits(stripped, region) !== "short" ? stripped : rest;
  return fits(significant, main) === "fits" ? `+${String(code)}${significant}` : undefined;
}

function mainOf(code: number, regions: Regions): Region | undefined {
  return Object.values(regions).find((region) => region.c === code && region.m) ?? regions[String(code)];
}

/** A number after a plus, in two: the calling code and the rest. */
function split(number: string, regions: Regions): [number | undefined, string] {
  if (number.startsWith("0")) return [undefined, ""];
  for (let length = 1; length <= 3; length++) {
    const code = Number(number.slice(0, length));
    if (mainOf(code, regions)) return [code, number.slice(length)];
  }
  return [undefined, ""];
}

function fromHere(number: string, own: Region | undefined, regions: Regions): [number | undefined, string] {
  if (!own) return [undefined, ""];
  const abroad = own.i ? new RegExp(`^(?:${own.i})`).exec(number)?.[0] : undefined;
  if (abroad !== undefined && number[abroad.length] !== "0") return split(number.slice(abroad.length), regions);
  const code = String(own.c);
  if (number.startsWith(code)) {
    const after = number.slice(code.length);
    const significant = national(after, own) ?? after;
    if ((!matches(number, own) && matches(significant, own)) || fits(number, own) === "long") return [own.c, significant];
  }
  return [own.c, number];
}

const matches = (number: string, region: Region) => new RegExp(`^(?:${region.n})$`).test(number);

function fits(number: string, region: Region): "fits" | "short" | "long" {
  if (region.l.includes(number.length)) return "fits";
  return number.length > (region.l[region.l.length - 1] ?? 0) ? "long" : "short";
}

/** A number without what stands before it within the country; undefined where nothing does. */
function national(number: string, region: Region): string | undefined {
  if (!region.p || number === "") return undefined;
  const found = new RegExp(`^(?:${region.p})`).exec(number);
  if (!found) return undefined;
  const kept = found[found.length - 1];
  const rest = number.slice(found[0].length);
  const significant =
    region.r === undefined || found.length < 2 || kept === undefined
      ? rest
      : region.r.replace(/\$(\d)/g, (_, group: string) => found[Number(group)] ?? "") + rest;
  return matches(number, region) && !matches(significant, region) ? undefined : significant;
}
