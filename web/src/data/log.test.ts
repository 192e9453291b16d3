import { expect, test } from "vitest";
import { fold, type LogRecords } from "./log";
import { pick, seeded, shuffledWithRepeats } from "./testing/random";
import type { Entry } from "./types";

const people = ["ana", "ben"];

function entry(seq: number, part: Partial<Entry>): Entry {
  return { conversationId: "c", seq, kind: "message", sender: "ana", clientId: `id-${seq}`, content: {}, createdAt: "2026-01-01T00:00:00.000Z", ...part };
}

/** A log as a server would make it, with the erasing that unsending does to earlier entries as a second version of them. */
function randomLog(random: () => number): Entry[] {
  const log: Entry[] = [];
  const versions: Entry[] = [];
  for (let seq = 1; seq <= 60; seq++) {
    const roots = log.filter((one) => one.kind === "message");
    const kind = roots.length === 0 ? "message" : pick(random, ["message", "message", "edit", "reaction", "reaction", "unsend"] as const);
    const sender = pick(random, people);
    if (kind === "message") {
      log.push(entry(seq, { sender, content: { type: "text", text: `text ${seq}` } }));
      continue;
    }
    const target = pick(random, roots);
    const content = kind === "edit" ? { text: `edit ${seq}` } : kind === "reaction" ? { emoji: pick(random, ["❤️", "👍", ""]) } : {};
    log.push(entry(seq, { kind, sender: kind === "reaction" ? sender : target.sender, targetSeq: target.seq, content }));
    if (kind !== "unsend") continue;
    for (const one of log) {
      if (one.seq === target.seq || (one.targetSeq === target.seq && one.kind === "edit")) versions.push({ ...one, content: {}, erased: true });
    }
    if (random() < 0.2) versions.push({ ...target, content: {}, hidden: true });
  }
  return [...log, ...versions];
}

const folded = (entries: Entry[]): unknown => {
  const records: LogRecords = new Map();
  for (const one of entries) fold(records, one);
  return [...records.entries()].sort(([a], [b]) => a - b);
};

test("any order and any repetition of the same entries gives the same state", () => {
  const random = seeded(20260101);
  for (let round = 0; round < 60; round++) {
    const entries = randomLog(random);
    const expected = folded(entries);
    for (let shuffle = 0; shuffle < 6; shuffle++) expect(folded(shuffledWithRepeats(random, entries))).toEqual(expected);
  }
});

test("the highest edit wins, each person's last reaction wins, unsending erases", () => {
  const records: LogRecords = new Map();
  const entries = [
    entry(1, { content: { type: "text", text: "one" } }),
    entry(2, { kind: "edit", targetSeq: 1, content: { text: "two" } }),
    entry(3, { kind: "reaction", sender: "ben", targetSeq: 1, content: { emoji: "👍" } }),
    entry(4, { kind: "edit", targetSeq: 1, content: { text: "three" } }),
    entry(5, { kind: "reaction", sender: "ben", targetSeq: 1, content: { emoji: "" } }),
  ];
  for (const one of entries.reverse()) fold(records, one);
  expect(records.get(1)).toMatchObject({ edit: { seq: 4, value: "three" }, reactions: { ben: { seq: 5, value: { emoji: "" } } }, erased: false });

  fold(records, entry(6, { kind: "unsend", targetSeq: 1 }));
  expect(JSON.stringify(records.get(1))).not.toMatch(/one|two|three/);
  expect(records.get(1)?.erased).toBe(true);
});

test("folding what is known changes nothing, so that nothing is drawn again", () => {
  const records: LogRecords = new Map();
  const one = entry(1, { content: { type: "text", text: "one" } });
  expect(fold(records, one)).toBe(true);
  const record = records.get(1);
  expect(fold(records, { ...one })).toBe(false);
  expect(records.get(1)).toBe(record);
});
