/** Reads files of contacts: vCard (RFC 6350, and what 2.1 and 3.0 did before) and CSV as Google, Outlook and Apple write it. */

export interface Contact {
  name: string;
  emails: string[];
  numbers: string[];
}

/** More is no address book. */
const MOST = 20_000;

/** The contacts of a file's bytes, without those that have neither number nor address. */
export function readContacts(bytes: Uint8Array): Contact[] {
  const text = decode(bytes);
  const contacts = /^\s*BEGIN:VCARD/im.test(text) ? readVCards(text) : readCsv(text);
  return contacts.filter(({ emails, numbers }) => emails.length + numbers.length > 0).slice(0, MOST);
}

/** UTF-8, UTF-16 by its mark, or else what old programs wrote. */
function decode(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder("utf-16le").decode(bytes);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder("utf-16be").decode(bytes);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder("windows-1252").decode(bytes);
  }
}

const empty = (): Contact => ({ name: "", emails: [], numbers: [] });

function add(list: string[], value: string): void {
  const trimmed = value.trim();
  if (trimmed !== "" && !list.includes(trimmed)) list.push(trimmed);
}

// vCard ---------------------------------------------------------------------------------------------

export function readVCards(text: string): Contact[] {
  const contacts: Contact[] = [];
  let now: Contact | undefined;
  for (const line of unfolded(text)) {
    const property = propertyOf(line);
    if (!property) continue;
    const { name, value } = property;
    if (name === "BEGIN" && value.trim().toUpperCase() === "VCARD") now = empty();
    else if (name === "END" && now) {
      contacts.push(now);
      now = undefined;
    } else if (!now) continue;
    else if (name === "FN") now.name = unescaped(value).trim();
    else if (name === "N" && now.name === "") now.name = fullName(value);
    else if (name === "EMAIL") add(now.emails, unescaped(value).replace(/^mailto:/i, ""));
    else if (name === "TEL") add(now.numbers, unescaped(value).replace(/^tel:/i, ""));
  }
  return contacts;
}

/** The lines of a file, those that go on in the next joined: by a space in front (3.0, 4.0), or "=" at the end of quoted-printable (2.1). */
function unfolded(text: string): string[] {
  const lines: string[] = [];
  for (const line of text.split(/\r\n|\r|\n/)) {
    const last = lines[lines.length - 1];
    if (last !== undefined && last.endsWith("=") && isQuoted(last)) lines[lines.length - 1] = last.slice(0, -1) + line.replace(/^[ \t]/, "");
    else if (last !== undefined && /^[ \t]/.test(line)) lines[lines.length - 1] = last + line.slice(1);
    else lines.push(line);
  }
  return lines;
}

const isQuoted = (line: string) => /^[^:]*;(?:ENCODING=)?QUOTED-PRINTABLE/i.test(line);

/** The name of a line's property, in capitals and without its group, and its value, decoded. */
function propertyOf(line: string): { name: string; value: string } | undefined {
  // A parameter's value may have a colon in quotes.
  const match = /^([^;:"]+)((?:;(?:[^":;]|"[^"]*")*)*):(.*)$/s.exec(line);
  if (!match) return undefined;
  const [, full = "", parameters = "", raw = ""] = match;
  const name = full.trim().toUpperCase().replace(/^.*\./, "");
  const charset = /;CHARSET="?([\w-]+)/i.exec(parameters)?.[1] ?? "utf-8";
  return { name, value: isQuoted(line) ? quotedPrintable(raw, charset) : raw };
}

function quotedPrintable(text: string, charset: string): string {
  const bytes: number[] = [];
  const plain = new TextEncoder();
  for (let at = 0; at < text.length; ) {
    const hex = /^=([0-9A-F]{2})/i.exec(text.slice(at, at + 3))?.[1];
    if (hex !== undefined) bytes.push(parseInt(hex, 16));
    else bytes.push(...plain.encode(String.fromCodePoint(text.codePointAt(at) ?? 0)));
    at += hex !== undefined ? 3 : (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1;
  }
  try {
    return new TextDecoder(charset).decode(new Uint8Array(bytes));
  } catch {
    return new TextDecoder().decode(new Uint8Array(bytes));
  }
}

const unescaped = (value: string) => value.replace(/\\(.)/gs, (_, char: string) => (/n/i.test(char) ? "\n" : char));

/** "Martin;Zoé;;;" as "Zoé Martin". */
function fullName(value: string): string {
  const [family = "", given = ""] = value.split(/(?<!\\);/);
  return `${unescaped(given)} ${unescaped(family)}`.trim();
}

// CSV -----------------------------------------------------------------------------------------------

/** Columns by their names, in the languages that Google, Outlook and Apple write them in here. */
const NAME = /^(?:name|full name|display name|file as|nom complet|nom affiché)$/i;
const GIVEN = /^(?:first ?name|given name|prénom)$/i;
const FAMILY = /^(?:last ?name|family name|surname|nom|nom de famille)$/i;
const EMAIL = /^(?:e-?mail(?: \d+ - value| \d+ address| address|\d*)?|(?:home|work|other|personal) e-?mail|adresse (?:de messagerie|e-?mail)(?: \d+)?|courriel)$/i;
const NUMBER = /(?:phone|mobile|téléphone|tél\.|portable)/i;
/** Columns that have the word in their name, and no number in them. */
const NO_NUMBER = /(?:label|type|fax|télécopie|phonetic|phonétique|yomi)/i;
/** What Google puts between several values of one column. */
const SEVERAL = /\s*:::\s*/;

export function readCsv(text: string): Contact[] {
  const rows = csvRows(text.replace(/^\uFEFF/, ""));
  const head = (rows.shift() ?? []).map((name) => name.trim());
  return rows.map((row) => {
    const contact = empty();
    let given = "";
    let family = "";
    row.forEach((cell, i) => {
      const column = head[i] ?? "";
      const values = cell.split(SEVERAL);
      if (NAME.test(column)) contact.name ||= cell.trim();
      else if (GIVEN.test(column)) given = cell.trim();
      else if (FAMILY.test(column)) family = cell.trim();
      else if (EMAIL.test(column)) values.forEach((value) => add(contact.emails, value));
      else if (NUMBER.test(column) && !NO_NUMBER.test(column)) values.forEach((value) => add(contact.numbers, value));
    });
    contact.name ||= `${given} ${family}`.trim();
    return contact;
  });
}

/** The cells of RFC 4180, with the separator that the first line has most of. */
export function csvRows(text: string): string[][] {
  const first = /^[^\r\n]*/.exec(text)?.[0] ?? "";
  const separator = [",", ";", "\t"].sort((a, b) => first.split(b).length - first.split(a).length)[0] ?? ",";
  const rows: string[][] = [];
  let row: string[] = [];
  let cell = "";
  let quoted = false;
  for (let at = 0; at < text.length; at++) {
    const char = text[at] ?? "";
    if (quoted) {
      if (char !== '"') cell += char;
      else if (text[at + 1] === '"') cell += text[++at] ?? "";
      else quoted = false;
    } else if (char === '"' && cell === "") quoted = true;
    else if (char === separator) {
      row.push(cell);
      cell = "";
    } else if (char === "\n" || char === "\r") {
      if (char === "\r" && text[at + 1] === "\n") at++;
      rows.push([...row, cell]);
      row = [];
      cell = "";
    } else cell += char;
  }
  if (cell !== "" || row.length > 0) rows.push([...row, cell]);
  return rows.filter((cells) => cells.some((one) => one.trim() !== ""));
}
