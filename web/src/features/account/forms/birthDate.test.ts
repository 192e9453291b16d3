import { describe, expect, it } from "vitest";
import { age, birthFault, faultyPart, isoBirthDate } from "./birthDate";

const today = new Date(2026, 2, 14);

describe("a birth date", () => {
  it.each([
    [{ day: "", month: "3", year: "1998" }, "empty"],
    [{ day: "14", month: "", year: "1998" }, "empty"],
    [{ day: "32", month: "3", year: "1998" }, "day"],
    [{ day: "1x", month: "3", year: "1998" }, "day"],
    [{ day: "14", month: "3", year: "98" }, "year"],
    [{ day: "14", month: "3", year: "1098" }, "year"],
    [{ day: "30", month: "2", year: "2000" }, "impossible"],
    [{ day: "29", month: "2", year: "2001" }, "impossible"],
    [{ day: "15", month: "3", year: "2026" }, "future"],
    [{ day: "29", month: "2", year: "2000" }, undefined],
    [{ day: " 4 ", month: "3", year: "1998" }, undefined],
  ] as const)("%o is %s", (date, fault) => {
    expect(birthFault(date, today)).toBe(fault);
  });

  it("counts whole years, from the birthday on", () => {
    expect(age({ day: "14", month: "3", year: "2013" }, today)).toBe(13);
    expect(age({ day: "15", month: "3", year: "2013" }, today)).toBe(12);
    expect(age({ day: "13", month: "12", year: "2012" }, today)).toBe(13);
  });

  it("is sent as year, month and day", () => {
    expect(isoBirthDate({ day: "4", month: "3", year: "1998" })).toBe("1998-03-04");
  });

  it("points at the part to correct", () => {
    expect(faultyPart({ day: "1", month: "", year: "" }, "empty")).toBe("month");
    expect(faultyPart({ day: "30", month: "2", year: "2000" }, "impossible")).toBe("day");
    expect(faultyPart({ day: "30", month: "2", year: "2100" }, "future")).toBe("year");
  });
});
