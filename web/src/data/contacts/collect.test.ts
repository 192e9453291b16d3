// @vitest-environment node
import { expect, it } from "vitest";
import { collect } from "./collect";
import phones from "./phones.json";

const book = [
  { emails: ["Zoe@Example.com", "nobody"], numbers: ["06 12 34 56 78", "+44 7400 123456", "12"] },
  { emails: ["zoe@example.com"], numbers: ["0612345678", "home", "06 12"] },
];

it("writes each number and address once, and says whose it was first", () => {
  const { of } = collect(book, "FR", phones);
  expect([...of]).toEqual([
    ["zoe@example.com", 0],
    ["+33612345678", 0],
    ["+447400123456", 0],
  ]);
});

it("says what it cannot read, and why", () => {
  expect(collect(book, "FR", phones).unread).toEqual([
    { why: "email", count: 1, example: "nobody" },
    { why: "length", count: 2, example: "12" },
    { why: "nothing", count: 1, example: "home" },
  ]);
  expect(collect(book, "", phones).unread.find(({ why }) => why === "country")).toEqual({ why: "country", count: 4, example: "06 12 34 56 78" });
});
