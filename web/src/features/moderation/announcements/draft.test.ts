import { describe, expect, it } from "vitest";
import { announcingOf, blank, standing } from "./draft";

const full = { ...blank(), titleEn: " New ", titleFr: "Nouveau", textEn: "words", textFr: "mots" };

describe("an announcement that is being written", () => {
  it("needs its words in both languages", () => {
    expect(announcingOf(full)).toEqual({ title: { en: "New", fr: "Nouveau" }, text: { en: "words", fr: "mots" }, audience: "everyone" });
    for (const field of ["titleEn", "titleFr", "textEn", "textFr"] as const) expect(announcingOf({ ...full, [field]: " " })).toBeUndefined();
  });

  it("begins with its first day and ends with its last", () => {
    const made = announcingOf({ ...full, from: "2026-06-01", until: "2026-06-30", audience: "adults", path: " /inbox " });
    expect(made).toMatchObject({ audience: "adults", path: "/inbox", from: new Date(2026, 5, 1).toISOString(), until: new Date(2026, 6, 1).toISOString() });
  });

  it("stands until it is over or withdrawn", () => {
    const one = { id: "x", title: { en: "", fr: "" }, text: { en: "", fr: "" }, audience: "everyone" as const, createdAt: "", from: "", until: "2026-06-30T00:00:00Z" };
    expect(standing(one, Date.parse("2026-06-29T00:00:00Z"))).toBe(true);
    expect(standing(one, Date.parse("2026-06-30T00:00:00Z"))).toBe(false);
    expect(standing({ ...one, withdrawnAt: "2026-06-01T00:00:00Z" }, 0)).toBe(false);
  });
});
