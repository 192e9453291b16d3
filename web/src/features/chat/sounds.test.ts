import { expect, test } from "vitest";
import { within } from "./sounds";

const at = (hours: number, minutes: number) => new Date(2026, 0, 15, hours, minutes);

test("quiet hours begin and end on the minute, and may have midnight in them", () => {
  const night = { from: "21:00", until: "07:00" };
  for (const [moment, quiet] of [[at(20, 59), false], [at(21, 0), true], [at(0, 0), true], [at(6, 59), true], [at(7, 0), false], [at(12, 0), false]] as const) {
    expect(within(night, moment)).toBe(quiet);
  }
  const noon = { from: "12:00", until: "14:00" };
  for (const [moment, quiet] of [[at(11, 59), false], [at(12, 0), true], [at(13, 59), true], [at(14, 0), false], [at(0, 0), false]] as const) {
    expect(within(noon, moment)).toBe(quiet);
  }
});
