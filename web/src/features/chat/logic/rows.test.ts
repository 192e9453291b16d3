import { describe, expect, test } from "vitest";
import { changeOf, countNew, indexOfSeq, lastOwn, otherDay, placeOf, type Placed } from "./rows";

const noon = new Date(2026, 4, 2, 12).getTime();
const minute = 60_000;
let seq = 0;
const said = (sender: string, at: number): Placed => ({ key: `${sender}${++seq}`, seq, sender, at, erased: false });

describe("placeOf", () => {
  test("messages of one person within minutes form a run", () => {
    const list = [said("a", noon), said("a", noon + minute), said("a", noon + 2 * minute)];
    expect(list.map((_, i) => placeOf(list, i, undefined)).map((p) => [p.first, p.last])).toEqual([
      [true, false],
      [false, false],
      [false, true],
    ]);
  });

  test("another person, some minutes or another day end a run", () => {
    const list = [said("a", noon), said("b", noon), said("b", noon + 6 * minute), said("b", noon + 24 * 60 * minute)];
    expect(list.map((_, i) => placeOf(list, i, undefined)).map((p) => [p.mark, p.first, p.last])).toEqual([
      ["day", true, true],
      [undefined, true, true],
      [undefined, true, true],
      ["day", true, true],
    ]);
  });

  test("an hour of silence shows the time again", () => {
    const list = [said("a", noon), said("a", noon + 59 * minute), said("a", noon + 119 * minute)];
    expect(list.map((_, i) => placeOf(list, i, undefined).mark)).toEqual(["day", undefined, "pause"]);
  });

  test("the unread part opens once and cuts the run", () => {
    const list = [said("a", noon), said("a", noon), said("a", noon)];
    const from = list[1]?.seq;
    expect(list.map((_, i) => placeOf(list, i, from).unread)).toEqual([false, true, false]);
    expect(placeOf(list, 0, from).last).toBe(true);
    expect(placeOf(list, 1, from).first).toBe(true);
  });

  test("an own message that is still leaving never opens the unread part", () => {
    const list: Placed[] = [said("a", noon), { key: "x", sender: "me", at: noon, erased: false }];
    expect(placeOf(list, 1, 1).unread).toBe(false);
  });
});

test("days follow the reader's calendar", () => {
  expect(otherDay(new Date(2026, 4, 2, 23, 59).getTime(), new Date(2026, 4, 3, 0, 1).getTime())).toBe(true);
  expect(otherDay(new Date(2026, 4, 2, 0, 1).getTime(), new Date(2026, 4, 2, 23, 59).getTime())).toBe(false);
  expect(otherDay(new Date(2025, 4, 2).getTime(), new Date(2026, 4, 2).getTime())).toBe(true);
});

test("indexOfSeq finds the message or the next one", () => {
  const list = [{ seq: 2 }, { seq: 5 }, { seq: 9 }, {}];
  expect([1, 2, 3, 9, 10].map((n) => indexOfSeq(list, n))).toEqual([0, 0, 1, 2, 3]);
  expect(indexOfSeq([{ seq: 1 }], 2)).toBe(-1);
});

test("lastOwn skips failed and unsent messages", () => {
  const m = (mine: boolean, state = "sent", erased = false) => ({ mine, state, erased });
  expect(lastOwn([m(true), m(false), m(true, "failed"), m(true, "sent", true)])).toBe(0);
  expect(lastOwn([m(false)])).toBe(-1);
});

test("countNew counts what others wrote after a place", () => {
  const m = (n: number, mine = false, erased = false) => ({ seq: n, mine, erased });
  expect(countNew([m(1), m(2), m(3, true), m(4), m(5, false, true)], 1)).toBe(2);
  expect(countNew([m(1), m(2), m(3), m(4)], 1, 3)).toBe(2);
});

test("changeOf tells the end that grew", () => {
  const k = (...keys: string[]) => keys.map((key) => ({ key }));
  expect(changeOf(k("b", "c"), k("a", "b", "c"))).toBe("start");
  expect(changeOf(k("a", "b"), k("a", "b", "c"))).toBe("end");
  expect(changeOf(k("a", "b"), k("a", "b"))).toBe("same");
  expect(changeOf(k("b", "c"), k("a", "b", "c", "d"))).toBe("start");
  expect(changeOf(k("a"), k("x"))).toBe("new");
  expect(changeOf([], k("x"))).toBe("new");
  expect(changeOf([], [])).toBe("same");
});
