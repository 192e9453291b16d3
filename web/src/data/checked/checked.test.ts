import { readFileSync } from "node:fs";
import { beforeEach, describe, expect, test } from "vitest";
import { createApi } from "../api";
import { Entities } from "../entities";
import { Histories } from "../histories";
import { Value } from "../readable";
import { Storage } from "../storage";
import { replaceTail } from "../tails";
import { pick, seeded, shuffledWithRepeats } from "../testing/random";
import { FakeServer, LOU, ME } from "../testing/server";
import { until } from "../testing/turns";
import type { Entry } from "../types";
import { Chain } from "./chain";
import { hashOf } from "./hash";
import { check, type Held } from "./index";

test("hashes are those of the vectors", () => {
  const vectors = JSON.parse(readFileSync(new URL("../../../../sdk/vectors/log.json", import.meta.url), "utf8")) as { entry: Entry; hash: string }[];
  expect(vectors.length).toBeGreaterThan(5);
  for (const { entry, hash } of vectors) expect(hashOf(entry)).toBe(hash);
});

const KINDS = ["message", "edit", "reaction", "unsend", "pin", "vote"] as const;
const below = (random: () => number, end: number) => Math.floor(random() * end);
const anID = (random: () => number) => `00000000-0000-7000-8000-${String(below(random, 1e9)).padStart(12, "0")}`;

/** A log with its hashes, which begin with the entry that follows `from`. */
function written(random: () => number, length: number, from: number): Entry[] {
  const log: Entry[] = [];
  for (let seq = 1; seq <= length; seq++) {
    const before = log.at(-1);
    log.push({
      conversationId: LOU, seq, kind: pick(random, KINDS), sender: pick(random, [ME, LOU]), clientId: anID(random),
      targetSeq: seq > 1 && random() < 0.3 ? 1 + below(random, seq - 1) : undefined, content: { text: String(seq) }, createdAt: new Date(1e12 + seq * 10).toISOString(),
      prior: before && seq > from ? hashOf(before) : undefined,
    });
  }
  return log;
}

describe("a chain", () => {
  test("is the same in any order and with any repetition, and whatever is erased", () => {
    for (let seed = 1; seed <= 200; seed++) {
      const random = seeded(seed);
      const length = 2 + below(random, 30);
      const log = written(random, length, below(random, length));
      const chain = new Chain();
      for (const entry of shuffledWithRepeats(random, log)) {
        expect(chain.add(random() < 0.7 ? entry : { ...entry, content: {}, erased: true } as Entry), String(seed)).toBe(true);
      }
      const head = { seq: length, hash: hashOf(log.at(-1) as Entry) };
      expect([chain.broken, chain.fits(head), chain.hashAt(length), chain.missing(1, length)]).toEqual([false, true, head.hash, undefined]);
    }
  });

  test("breaks with any change of an entry, and tells what is missing", () => {
    for (let seed = 1; seed <= 300; seed++) {
      const random = seeded(seed);
      const length = 3 + below(random, 20);
      const from = below(random, length - 1);
      const log = written(random, length, from);
      const was = pick(random, log.slice(from));
      const head = { seq: length, hash: hashOf(log.at(-1) as Entry) };
      const change = pick<Partial<Entry>>(random, [
        { sender: was.sender === ME ? LOU : ME }, { clientId: anID(random) }, { kind: was.kind === "message" ? "edit" : "message" },
        { createdAt: new Date(Date.parse(was.createdAt) + 1).toISOString() }, { targetSeq: (was.targetSeq ?? 0) + 1 }, { conversationId: ME },
      ]);
      const chain = new Chain();
      for (const entry of shuffledWithRepeats(random, log)) chain.add(entry === was ? { ...was, ...change } : entry);
      expect(chain.fits(head), JSON.stringify({ seed, was: was.seq, change })).toBe(false);

      const gap = new Chain();
      for (const entry of log) if (entry !== was) gap.add(entry);
      expect([gap.broken, gap.missing(1, length)]).toEqual([false, was.seq]);
    }
  });
});

let names = 0;
let server: FakeServer;
let held: Held;
let marks: unknown[];

async function device() {
  const storage = new Storage();
  await storage.open(`checked-${names}`);
  const api = createApi({ baseUrl: "http://test.local", fetch: server.fetch });
  const entities = new Entities(storage);
  const histories = new Histories({ storage, listEntries: (of, query) => api.listEntries(of, query), arrived: () => undefined }, entities);
  const sender = { markDelivered: (of: string, seq: number, copy?: object) => (marks.push({ seq, ...copy }), api.markDelivered(of, seq, copy as never)) } as Held["sender"];
  held = { api, storage, entities, histories, sender, me: () => ME, value: (first) => new Value(first) };
  entities.take(await api.getConversation("c"));
  return check(held);
}

beforeEach(() => {
  names++;
  marks = [];
  server = new FakeServer();
  server.hashes = true;
});

const say = (count: number) => Array.from({ length: count }, () => server.append("c", LOU));
const texts = () => held.histories.of("c").recordsIn("tail").map((record) => record.root?.content.text);

test("what is whole is complete, since its first entry, and what lies between is fetched", async () => {
  say(10);
  for (let i = 0; i < 3; i++) {
    server.append("c", ME, { kind: "reaction", targetSeq: 1, content: { emoji: "👍" } });
    say(40);
  }
  const checked = await device();
  await held.histories.ensure("c");
  const before = server.requests.length;
  await checked.look("c");
  expect(checked.state("c").get()).toEqual({ state: "complete", since: server.entries("c").at(-51)?.createdAt });
  expect(server.requests.slice(before)).toEqual(["GET /v1/conversations/c", "GET /v1/conversations/c/entries"]);
  await checked.look("c");
  expect(server.requests.slice(before + 2)).toEqual(["GET /v1/conversations/c"]);
  await checked.delivered("c", 133);
  expect(marks).toEqual([{ seq: 133, hash: server.view("c").head.hash }]);
});

test("a kept entry that is another one is found, told and read anew", async () => {
  const log = say(10);
  let checked = await device();
  await replaceTail(held.storage, { id: "c", from: 1, to: 10, hasOlder: false }, log.map((entry) => (entry.seq === 6 ? { ...entry, clientId: LOU, content: { text: "forged" } } : entry)));
  await checked.look("c");
  expect(checked.state("c").get().state).toBe("repaired");
  expect(marks).toEqual([{ seq: 1, differs: true }]);
  expect(texts()).not.toContain("forged");
  checked = await device();
  await checked.look("c");
  expect(checked.state("c").get().state).toBe("complete");
});

test("a message that got lost on the way shows again", async () => {
  const log = say(10);
  const checked = await device();
  await replaceTail(held.storage, { id: "c", from: 1, to: 10, hasOlder: false }, log.filter((entry) => entry.seq !== 4));
  await checked.look("c");
  expect(checked.state("c").get().state).toBe("complete");
  expect(texts()).toContain("message 4");
});

test("after the server went back to an older copy, what it lost goes here too", async () => {
  say(10);
  const checked = await device();
  await checked.look("c");
  server.entries("c").length = 7;
  await checked.look("c");
  expect(checked.state("c").get().state).toBe("repaired");
  expect([texts().length, held.entities.conversations.get("c")?.head.seq]).toEqual([7, 7]);
  // As soon as it goes on, without a look, too.
  server.entries("c").length = 5;
  await held.histories.apply(server.append("c", LOU, { text: "another sixth" }));
  await until(() => texts().at(-1) === "another sixth");
});

test("what the server says differs is read anew, and marked without a hash", async () => {
  say(3);
  const checked = await device();
  await held.histories.ensure("c");
  server.fail = (_method, path, body) => (path.endsWith("/delivered") && (body as { hash?: string }).hash ? { status: 409, code: "log_differs" } : undefined);
  await checked.delivered("c", 3);
  expect(marks).toEqual([{ seq: 3, hash: server.view("c").head.hash }, { seq: 3 }]);
  expect(checked.state("c").get().state).toBe("repaired");
});

test("what differs though it was read anew is told, and not read again and again", async () => {
  say(5);
  const forged = server.entries("c")[2] as Entry;
  server.entries("c")[2] = { ...forged, clientId: LOU };
  const checked = await device();
  await checked.look("c");
  expect(checked.state("c").get().state).toBe("differs");
  const asked = server.requests.length;
  await held.histories.apply(server.append("c", LOU));
  await checked.delivered("c", 6);
  expect(server.requests.slice(asked)).toEqual(["PUT /v1/conversations/c/delivered"]);
  expect(marks.at(-1)).toEqual({ seq: 6 });
});

test("without a network nothing is claimed", async () => {
  say(3);
  const checked = await device();
  await held.histories.ensure("c");
  server.fail = () => "network";
  await checked.look("c");
  expect(checked.state("c").get().state).toBe("unknown");
});
