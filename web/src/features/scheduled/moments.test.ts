import { expect, test } from "vitest";
import { fromLocal, localText, offers } from "./moments";

const named = (now: Date) => offers(now).map(({ name, at }) => `${name} ${localText(at)}`);

test.each([
  ["a Wednesday at noon", new Date(2026, 10, 25, 12), ["evening 2026-11-25T18:00", "tomorrow 2026-11-26T09:00", "monday 2026-11-30T09:00"]],
  ["an hour before the evening", new Date(2026, 10, 25, 17), ["evening 2026-11-25T18:00", "tomorrow 2026-11-26T09:00", "monday 2026-11-30T09:00"]],
  ["in the evening", new Date(2026, 10, 25, 17, 1), ["tomorrow 2026-11-26T09:00", "monday 2026-11-30T09:00"]],
  ["a Sunday, whose tomorrow is a Monday", new Date(2026, 10, 29, 20), ["tomorrow 2026-11-30T09:00", "monday 2026-12-07T09:00"]],
  ["a Monday, of which the next is offered", new Date(2026, 10, 30, 8), ["evening 2026-11-30T18:00", "tomorrow 2026-12-01T09:00", "monday 2026-12-07T09:00"]],
  ["the last day of a year", new Date(2026, 11, 31, 23, 59), ["tomorrow 2027-01-01T09:00", "monday 2027-01-04T09:00"]],
])("%s", (_, now, want) => expect(named(now)).toEqual(want));

test("what a field says is read as it was written", () => {
  const moment = new Date(2027, 0, 3, 4, 5);
  expect(fromLocal(localText(moment))).toEqual(moment);
  expect(fromLocal("")).toBeUndefined();
  expect(fromLocal("soon")).toBeUndefined();
});
