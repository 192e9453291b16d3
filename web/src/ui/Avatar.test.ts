import { describe, expect, it } from "vitest";
import { initials, inkOf } from "./Avatar";

describe("initials", () => {
  it.each([
    ["Camille Roux", "CR"],
    ["Jean-Luc de la Tour", "JT"],
    ["zoe", "Z"],
    ["李 小龙", "李小"],
    ["lou.vasseur", "LV"],
    ["🎈 Ana", "A"],
    ["  ", ""],
  ])("of %j are %j", (name, letters) => expect(initials(name)).toBe(letters));
});

describe("inkOf", () => {
  it("is one of eight, always the same for a text", () => {
    for (const text of ["", "a", "Camille", "👋"]) {
      expect(inkOf(text)).toBe(inkOf(text));
      expect(inkOf(text)).toBeGreaterThanOrEqual(1);
      expect(inkOf(text)).toBeLessThanOrEqual(8);
    }
  });
});
