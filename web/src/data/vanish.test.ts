import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createApi } from "./api";
import { Entities } from "./entities";
import { Histories } from "./histories";
import { Storage } from "./storage";
import { loadTail } from "./tails";
import { FakeServer, LOU, ME } from "./testing/server";
import { emptyHeld, emptyStored } from "./vanish";

let names = 0;
let server: FakeServer;
let storage: Storage;

const open = async () => {
  const api = createApi({ baseUrl: "http://test.local", fetch: server.fetch });
  const entities = new Entities(storage);
  const histories = new Histories({ storage, listEntries: (id, query) => api.listEntries(id, query), arrived: () => undefined }, entities);
  return { storage, entities, histories, me: () => ME };
};

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ["Date"], now: new Date("2026-03-01T12:00:00Z") });
  server = new FakeServer();
  storage = new Storage();
  await storage.open(`vanish-${++names}`);
});
afterEach(() => vi.useRealTimers());

test("at its time, nothing of a message is left in memory, in lists and in storage, and what stays stays", async () => {
  const expiresAt = "2026-03-01T13:00:00Z";
  server.append("c", LOU, { text: "stays" });
  const over = server.append("c", LOU, { text: "for an hour", expiresAt });
  server.append("c", LOU, { kind: "reaction", targetSeq: over.seq, content: { emoji: "🤫" }, expiresAt });
  const held = await open();
  const view = server.view("c");
  held.entities.take({ ...view, unread: 2, head: { ...view.head, preview: { seq: over.seq, sender: LOU, type: "text", text: "for an hour", at: over.createdAt, expiresAt } } });
  const history = held.histories.of("c");
  await history.open();
  expect(emptyHeld(held)).toBe(Date.parse(expiresAt));
  expect(history.records.get(over.seq)).toMatchObject({ hidden: false, root: { content: { text: "for an hour" } } });

  vi.setSystemTime(expiresAt);
  expect(emptyHeld(held)).toBe(Infinity);
  const known = held.entities.conversations.get("c");
  expect(known).toMatchObject({ unread: 1, head: { preview: { text: "" } } });
  await emptyStored(held);
  const kept = JSON.stringify([[...history.records.values()], known, await loadTail(storage, "c")]);
  expect(kept).toContain("stays");
  expect(kept).not.toMatch(/for an hour|🤫/);
});

test("what was kept by an earlier run is emptied, and never shown before it is", async () => {
  server.append("c", LOU, { text: "for an hour", expiresAt: "2026-03-01T13:00:00Z" });
  const before = await open();
  before.entities.take(server.view("c"));
  await before.histories.of("c").open();

  vi.setSystemTime("2026-03-02T00:00:00Z");
  server.fail = () => "network";
  const after = await open();
  await after.histories.of("c").open();
  expect(after.histories.of("c").records.get(1)).toMatchObject({ hidden: true, root: { content: {} } });
  after.entities.take(server.view("c"));
  await emptyStored(after);
  expect(JSON.stringify(await loadTail(storage, "c"))).not.toContain("for an hour");
});
