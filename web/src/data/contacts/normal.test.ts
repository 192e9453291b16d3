// @vitest-environment node
import { readFileSync } from "node:fs";
import fc from "fast-check";
import { expect, it } from "vitest";
import { normalEmail, normalPhone, type Regions } from "./normal";
import phones from "./phones.json";

interface Vector {
  text: string;
  country?: string;
  normal: string;
}
const file = new URL("../../../../internal/contacts/testdata/normal.json", import.meta.url);
const vectors = JSON.parse(readFileSync(file, "utf8")) as { emails: Vector[]; phones: Vector[] };
const regions: Regions = phones;

it("writes e-mail addresses as the server does", () => {
  expect(vectors.emails.map(({ text }) => ({ text, normal: normalEmail(text) ?? "" }))).toEqual(vectors.emails);
});

it("writes phone numbers as the server does", () => {
  const differ = vectors.phones.map((v) => ({ ...v, got: normalPhone(v.text, v.country ?? "", regions) ?? "" })).filter((v) => v.got !== v.normal);
  expect(differ).toEqual([]);
});

it("takes any text, and writes what is normal as it is", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), fc.constantFrom("FR", "US", "AR", "IT", ""), (text, country) => {
      const email = normalEmail(text);
      if (email !== undefined) expect(normalEmail(email)).toBe(email);
      const phone = normalPhone(text, country, regions);
      if (phone !== undefined) expect(phone).toMatch(/^\+[1-9]\d{2,16}$/);
    }),
  );
});
