import fc from "fast-check";
import { expect, test } from "vitest";
import { fold, type LogRecords } from "../log";
import { MessageMaker } from "../messages";
import { LOU, ME } from "../testing/server";
import type { AskedPoll } from "../store";
import type { Content, Entry } from "../types";
import { isClosed, tally } from ".";

const CLEO = "00000000-0000-7000-8000-000000000003";
const PEOPLE = [ME, LOU, CLEO];
const OPTIONS = ["Canal", "Roof", "Home"];

let seq = 1;
const entry = (kind: Entry["kind"], sender: string, content: Content): Entry => ({
  conversationId: "c", seq: ++seq, kind, sender, targetSeq: 1, content, clientId: `id-${seq}`, createdAt: "2026-06-01T00:00:00Z",
});
const asked = (poll: Content["poll"]): Entry => ({ ...entry("message", LOU, { type: "poll", text: "Where?", poll }), seq: 1, targetSeq: undefined });

/** The poll as it is shown after some entries, with what waits of this person. */
function shown(entries: Entry[], waiting?: number[]): AskedPoll {
  const records: LogRecords = new Map();
  entries.forEach((one) => fold(records, one));
  const pending = waiting ? [{ order: 1, id: "w", conversationId: "c", at: 0, state: "waiting" as const, wish: { kind: "vote" as const, targetSeq: 1, content: { options: waiting } } }] : [];
  const [message] = new MessageMaker(ME).all([...records.values()], pending, (at) => records.get(at));
  return message?.poll as AskedPoll;
}

const choices = fc.array(fc.record({ who: fc.constantFrom(...PEOPLE), options: fc.uniqueArray(fc.nat(2), { maxLength: 3 }) }), { maxLength: 12 });

test("of each person the last vote counts, in whatever order and however often it is told", () => {
  const any = choices.chain((made) => {
    const log = [asked({ options: OPTIONS, multiple: true }), ...made.map(({ who, options }) => entry("vote", who, { options }))];
    return fc.tuple(fc.constant(made), fc.constant(log), fc.shuffledSubarray(log, { minLength: log.length }), fc.shuffledSubarray(log));
  });
  fc.assert(
    fc.property(any, ([made, log, mixed, again]) => {
      const last = new Map(made.map(({ who, options }) => [who, options]));
      const { options, voters, chosen } = tally(shown([...mixed, ...again]), ME);
      expect(options.map((one) => [...one.by].sort())).toEqual(OPTIONS.map((_, i) => PEOPLE.filter((who) => last.get(who)?.includes(i)).sort()));
      expect(voters).toBe([...last.values()].filter((one) => one.length > 0).length);
      expect([...chosen].sort()).toEqual([...(last.get(ME) ?? [])].sort());
      expect(shown(mixed)).toEqual(shown(log));
    }),
  );
});

test("an anonymous poll has the counts of its last vote", () => {
  const counts = fc.array(fc.array(fc.nat(9), { minLength: 3, maxLength: 3 }), { minLength: 1, maxLength: 8 });
  const any = counts.chain((made) => {
    const log = [asked({ options: OPTIONS, anonymous: true }), ...made.map((one) => entry("vote", LOU, { counts: one, voters: 20 }))];
    return fc.tuple(fc.constant(made), fc.shuffledSubarray(log, { minLength: log.length }), fc.shuffledSubarray(log));
  });
  fc.assert(
    fc.property(any, ([made, mixed, again]) => {
      const { options, voters } = tally(shown([...mixed, ...again]), ME);
      expect(options.map((one) => one.count)).toEqual(made.at(-1));
      expect(options.flatMap((one) => one.by)).toEqual([]);
      expect(voters).toBe(20);
    }),
  );
});

test("a vote that waits counts at once, in the place of one before", () => {
  const log = [asked({ options: OPTIONS }), entry("vote", ME, { options: [0] }), entry("vote", CLEO, { options: [0] })];
  expect(tally(shown(log), ME).options.map((one) => one.by)).toEqual([[ME, CLEO], [], []]);
  expect(tally(shown(log, [1]), ME).options.map((one) => one.by)).toEqual([[CLEO], [ME], []]);
  expect(tally(shown(log, []), ME)).toMatchObject({ voters: 1, chosen: [] });

  const veiled = [asked({ options: OPTIONS, anonymous: true }), entry("vote", LOU, { counts: [2, 1, 0], voters: 3 })];
  const counted = (poll: AskedPoll, own?: number[]) => {
    const { options, voters } = tally(poll, ME, own);
    return [...options.map((one) => one.count), voters];
  };
  expect(counted(shown(veiled, [2]))).toEqual([2, 1, 1, 4]);
  expect(counted(shown(veiled, [2]), [0])).toEqual([1, 1, 1, 3]);
  expect(counted(shown(veiled, []), [0])).toEqual([1, 1, 0, 2]);
  expect(counted(shown(veiled), [0])).toEqual([2, 1, 0, 3]);
});

test("a poll closes by hand or by its time, and an unsent one is gone", () => {
  const at = "2026-06-02T00:00:00Z";
  const log = [asked({ options: OPTIONS, closesAt: at })];
  expect(isClosed(shown(log), Date.parse(at) - 1)).toBe(false);
  expect(isClosed(shown(log), Date.parse(at))).toBe(true);
  expect(isClosed(shown([...log, entry("close", LOU, {})]), 0)).toBe(true);
  expect(shown([...log, entry("vote", ME, { options: [1] }), entry("unsend", LOU, {})])).toBeUndefined();
});
