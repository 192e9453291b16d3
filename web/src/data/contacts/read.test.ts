// @vitest-environment node
import fc from "fast-check";
import { expect, it } from "vitest";
import { csvRows, readContacts, readCsv, readVCards } from "./read";

const bytes = (text: string) => new TextEncoder().encode(text);
const lines = (...all: string[]) => all.join("\r\n");

it("reads vCards of every version", () => {
  const file = lines(
    "BEGIN:VCARD", "VERSION:4.0", "FN:Zoé Martin", "item1.TEL;TYPE=cell;VALUE=uri:tel:+33-6-12-34-56-78", "EMAIL;PREF=1:zoe@ex", " ample.com", "NOTE:a:b", "END:VCARD",
    "BEGIN:VCARD", "VERSION:3.0", "N:O\\;Neil;Ann;;;", 'TEL;TYPE="work,voice";X="a:b;c":01 23 45 67 89', "EMAIL:mailto:ann@example.org", "END:VCARD",
    "BEGIN:VCARD", "VERSION:2.1", "FN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:Zo=C3=", "=A9 D.", "TEL;CELL:0612345679", "TEL;CELL:0612345679", "END:VCARD",
    "BEGIN:VCARD", "FN:Nobody", "END:VCARD",
  );
  expect(readContacts(bytes(file))).toEqual([
    { name: "Zoé Martin", numbers: ["+33-6-12-34-56-78"], emails: ["zoe@example.com"] },
    { name: "Ann O;Neil", numbers: ["01 23 45 67 89"], emails: ["ann@example.org"] },
    { name: "Zoé D.", numbers: ["0612345679"], emails: [] },
  ]);
});

it("reads the columns of Google, Outlook and Apple", () => {
  const google = lines("First Name,Last Name,E-mail 1 - Label,E-mail 1 - Value,Phone 1 - Label,Phone 1 - Value", "Zoé,Martin,* Home,zoe@example.com ::: z@example.org,Mobile,06 12 34 56 78");
  const outlook = lines("First Name,Last Name,E-mail Address,E-mail 2 Address,Mobile Phone,Business Fax", '"Ann","O""Neil",ann@example.org,,"+1 (415) 555-2671",+1 415 555 0000');
  const french = lines("Prénom;Nom;Adresse de messagerie;Tél. mobile", "Léa;Dupont;lea@example.fr;0612345670");
  const apple = lines("Name\tEmail\tPhone", 'Bob\tbob@example.net\t"0612\n345671"');
  expect([google, outlook, french, apple].flatMap((text) => readContacts(bytes(text)))).toEqual([
    { name: "Zoé Martin", emails: ["zoe@example.com", "z@example.org"], numbers: ["06 12 34 56 78"] },
    { name: 'Ann O"Neil', emails: ["ann@example.org"], numbers: ["+1 (415) 555-2671"] },
    { name: "Léa Dupont", emails: ["lea@example.fr"], numbers: ["0612345670"] },
    { name: "Bob", emails: ["bob@example.net"], numbers: ["0612\n345671"] },
  ]);
});

it("knows old character sets", () => {
  expect(readContacts(new Uint8Array([...bytes("Name,Email\nZo"), 0xe9, ...bytes(",z@example.com")]))[0]?.name).toBe("Zoé");
  const wide = new Uint8Array([0xff, 0xfe, ...[..."Name,Email\nZo\u00e9,z@example.com"].flatMap((char) => [char.charCodeAt(0), 0])]);
  expect(readContacts(wide)[0]?.name).toBe("Zoé");
});

it("reads back what it is given, whatever is in it", () => {
  const cell = fc.string({ unit: "grapheme" }).filter((text) => !/^\s*$/.test(text) && !text.includes("\uFEFF"));
  fc.assert(
    fc.property(fc.array(fc.tuple(cell, cell), { minLength: 1 }), fc.constantFrom(",", ";", "\t"), (rows, separator) => {
      const quoted = rows.map((row) => row.map((text) => `"${text.replaceAll('"', '""')}"`).join(separator)).join("\r\n");
      expect(csvRows(`a${separator}b\n${quoted}`).slice(1)).toEqual(rows);
    }),
  );
  fc.assert(
    fc.property(fc.uint8Array(), fc.string(), (raw, text) => {
      for (const contact of [...readContacts(raw), ...readVCards(text), ...readVCards(`BEGIN:VCARD\n${text}\nEND:VCARD`), ...readCsv(`Name,Email\n${text}`)]) {
        expect([contact.name, ...contact.emails, ...contact.numbers].every((one) => typeof one === "string")).toBe(true);
      }
    }),
  );
});
