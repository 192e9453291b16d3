import { beforeEach, expect, test } from "vitest";
import { createApi } from "./api";
import { History, type HistorySource } from "./history";
import { Storage } from "./storage";
import { KEPT_ROOTS, loadTail } from "./tails";
import { FakeServer, LOU, ME } from "./testing/server";
import { until } from "./testing/turns";

let names = 0;
let server: FakeServer;
let storage: Storage;
let source: HistorySource;

beforeEach(async () => {
  server = new FakeServer();
  storage = new Storage();
  await storage.open(`history-${++names}`);
  const api = createApi({ baseUrl: "http://test.local", fetch: server.fetch });
  source = { storage, listEntries: (id, query) => api.listEntries(id, query), arrived: () => undefined };
});

const say = (count: number) => Array.from({ length: count }, () => server.append("c", LOU));
const seqs = (history: History, which: "tail" | "jump" = "tail") => history.recordsIn(which).map((record) => record.seq);
const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => from + i);
const keptTail = () => loadTail(storage, "c");

test("a conversation of 100,000 messages opens with one page", async () => {
  say(100_000);
  const history = new History("c", source);
  await history.open();
  expect(server.requests).toHaveLength(1);
  expect(seqs(history)).toEqual(range(99_951, 100_000));
  expect(history.tail).toMatchObject({ hasOlder: true, to: 100_000 });
});

test("the kept tail opens without the network and stays short", async () => {
  say(500);
  const first = new History("c", source);
  await first.open();
  for (let page = 0; page < 8; page++) await first.older("tail");
  const kept = await keptTail();
  expect(kept?.entries.length).toBeLessThanOrEqual(KEPT_ROOTS + 100);

  server.fail = () => "network";
  const second = new History("c", source);
  await second.open();
  expect(seqs(second).at(-1)).toBe(500);
  expect(second.recordsIn("tail").length).toBeGreaterThanOrEqual(KEPT_ROOTS);
});

test("a tail that has grown is cut when it is opened", async () => {
  say(10);
  const first = new History("c", source);
  await first.open();
  for (const entry of say(600)) await first.apply(entry);
  await until(() => first.tail?.to === 610);
  const second = new History("c", source);
  await second.open();
  expect(seqs(second)).toEqual(range(411, 610));
  const again = await keptTail();
  expect(again?.from).toBe(411);
  expect(again?.entries).toHaveLength(KEPT_ROOTS);
});

test("the next entry is applied as it comes, a gap is fetched", async () => {
  say(3);
  const history = new History("c", source);
  await history.open();
  await history.apply(server.append("c", LOU));
  expect(server.requests).toHaveLength(1);
  say(2);
  await history.apply(server.append("c", LOU));
  expect(server.requests).toHaveLength(2);
  expect(seqs(history)).toEqual(range(1, 7));
  expect((await keptTail())?.entries.map((entry) => entry.seq)).toEqual(range(1, 7));
});

test("a gap that cannot be fetched now is fetched with the next occasion", async () => {
  say(3);
  const history = new History("c", source);
  await history.open();
  say(1);
  server.fail = () => "network";
  await expect(history.apply(server.append("c", LOU))).rejects.toMatchObject({ code: "network" });
  expect(history.tail?.to).toBe(3);
  server.fail = () => undefined;
  await history.catchUp(5);
  expect(history.tail?.to).toBe(5);
  expect(seqs(history)).toEqual(range(1, 5));
});

test("after a very long absence it starts from the newest page", async () => {
  say(10);
  const history = new History("c", source);
  await history.open();
  say(3000);
  await history.catchUp(3010);
  expect(server.requests.length).toBeLessThan(10);
  expect(seqs(history)).toEqual(range(2961, 3010));
  expect((await keptTail())?.from).toBe(2961);
});

test("older pages come with what speaks of them, however late that was", async () => {
  say(60);
  server.append("c", ME, { kind: "reaction", targetSeq: 5, content: { emoji: "👍" } });
  const history = new History("c", source);
  await history.open();
  await history.older("tail");
  expect(history.records.get(5)?.reactions[ME]).toMatchObject({ value: { emoji: "👍" } });
  expect(history.tail?.hasOlder).toBe(false);
});

test("a jump stands apart until it meets the tail", async () => {
  say(400);
  server.append("c", ME, { kind: "edit", targetSeq: 160, content: { text: "edited" } });
  const history = new History("c", source);
  await history.open();
  await history.around(100);
  expect(history.windowOf(100)).toBe("jump");
  const jumped = seqs(history, "jump");
  expect(jumped).toEqual(range(jumped[0] as number, jumped.at(-1) as number));
  expect(seqs(history)).toEqual(range(351, 400));

  await history.older("jump");
  for (let page = 0; history.jump && page < 10; page++) await history.newer();
  expect(history.jump).toBeUndefined();
  expect(seqs(history)).toEqual(range(history.tail?.from as number, 400));
  expect(history.tail?.from).toBeLessThan(76);
  expect(history.records.get(160)?.edit?.value).toBe("edited");
});

test("a jump to what is held needs no request", async () => {
  say(20);
  const history = new History("c", source);
  await history.open();
  await history.around(3);
  expect(history.jump).toBeUndefined();
  expect(server.requests).toHaveLength(1);
});

test("what is unsent is erased from the kept copy too", async () => {
  server.append("c", LOU, { text: "secret" });
  server.append("c", LOU, { kind: "edit", targetSeq: 1, content: { text: "secret again" } });
  const history = new History("c", source);
  await history.open();
  await history.apply(server.append("c", LOU, { kind: "unsend", targetSeq: 1 }));
  const kept = await keptTail();
  expect(kept?.to).toBe(3);
  expect(JSON.stringify(kept)).not.toContain("secret");
});

test("what was cleared is gone, in memory and in the kept copy", async () => {
  say(10);
  const history = new History("c", source);
  await history.open();
  history.clear(8);
  expect(seqs(history)).toEqual([9, 10]);
  expect((await keptTail())?.entries.map((entry) => entry.seq)).toEqual([9, 10]);
});

test("two tabs that write the same tail leave no hole in it", async () => {
  say(5);
  const first = new History("c", source);
  const second = new History("c", source);
  await first.open();
  await second.open();
  const entries = say(4);
  for (const entry of entries) await first.apply(entry);
  // The second tab missed the first two and fetches them; both write.
  for (const entry of entries.slice(2)) await second.apply(entry);
  const kept = await keptTail();
  expect(kept).toMatchObject({ from: 1, to: 9 });
  expect(kept?.entries.map((entry) => entry.seq)).toEqual(range(1, 9));
});
