/** Reads the names of friends from the files that Facebook lets people download, in their JSON and their HTML form. */

/** More friends nobody has there. */
export const MOST_NAMES = 5000;
const LONGEST = 200;

/** What a file that cannot be used is: without names, damaged, or larger than such a file is. */
export type FileFault = "empty" | "broken" | "large";

export class FileError extends Error {
  constructor(readonly fault: FileFault) {
    super(fault);
  }
}

/** The names in a file's bytes, each once, in its order. */
export function namesIn(bytes: Uint8Array): string[] {
  const text = new TextDecoder().decode(bytes);
  const names = /^\s*[{[]/.test(text) ? namesInJson(text) : namesInHtml(text);
  if (names.length === 0) throw new FileError("empty");
  return names;
}

/** `{"friends_v2": [{"name": …, "timestamp": …}]}`; files of some years ago say `friends`. */
export function namesInJson(text: string): string[] {
  let file: unknown;
  try {
    file = JSON.parse(text);
  } catch {
    throw new FileError("broken");
  }
  const list = Array.isArray(file) ? file : (field(file, "friends_v2") ?? field(file, "friends"));
  if (!Array.isArray(list)) return [];
  return tidy(list.map((one) => field(one, "name")).map((name) => (typeof name === "string" ? mended(name) : "")));
}

function field(of: unknown, name: string): unknown {
  return typeof of === "object" && of !== null && Object.hasOwn(of, name) ? (of as Record<string, unknown>)[name] : undefined;
}

/** Facebook writes each byte of UTF-8 as a character of its own: "Zo\u00c3\u00ab" is Zoë. What was never so written stays as it is. */
export function mended(name: string): string {
  if (/[^\0-\xff]/.test(name) || !/[\x80-\xff]/.test(name)) return name;
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(Uint8Array.from(name, (char) => char.charCodeAt(0)));
  } catch {
    return name;
  }
}

/** Where the pages have names: in a heading of each friend, in years before in an element of its own, and before that in lines "Zoë Martin (5 May 2012)". */
const NAMED = "h2, h3, ._a6-h, ._2lel";
const DATED = /^(.*\S)\s*\([^()]*\d{4}[^()]*\)$/s;

export function namesInHtml(text: string): string[] {
  const page = new DOMParser().parseFromString(text, "text/html");
  const textOf = (one: Element) => one.textContent ?? "";
  const lines = [...page.querySelectorAll("li")].map((one) => DATED.exec(textOf(one).trim())?.[1] ?? "").filter((name) => name !== "");
  if (lines.length > 0) return tidy(lines);
  return tidy([...page.querySelectorAll(NAMED)].filter((one) => one.querySelector(NAMED) === null).map(textOf));
}

function tidy(names: string[]): string[] {
  const clean = names.map((name) => name.replace(/\s+/g, " ").trim().slice(0, LONGEST));
  return [...new Set(clean.filter((name) => name !== ""))].slice(0, MOST_NAMES);
}
