// @vitest-environment jsdom
/** Whatever stands in the browser's storage, the app opens: with what still holds, and the rest from the server. */
import fc from "fast-check";
import { openDB } from "idb";
import { afterEach, expect, test } from "vitest";
import { stored } from "./conversation";
import { createStore } from "./create";
import { keptLists, isConversation, isOutboxItem } from "./kept";
import { Lists, type ListsState } from "./lists";
import { coalesce, type OutboxItem, type Wish } from "./pending";
import { Storage } from "./storage";
import type { Store } from "./store";
import { FakeServer, LOU, ME } from "./testing/server";
import { until } from "./testing/turns";

const server = new FakeServer();
server.append("c", LOU, { text: "hello" });
server.append("c", ME, { text: "you" });
server.append("d", LOU, { text: "another" });

const lists: ListsState = {
  inbox: { status: "ready", next: "cursor" },
  archived: { status: "ready" },
  requests: { status: "none" },
  hidden: { status: "none" },
  more: { unread: -1, archived: 2, requests: 0, hidden: 0 },
};
const wishes: Wish[] = [
  { kind: "message", content: { type: "text", text: "hi", replyTo: 1 } },
  { kind: "reaction", targetSeq: 1, content: { emoji: "" } },
  { kind: "vote", targetSeq: 1, content: { options: [0] } },
  { kind: "close", targetSeq: 2, content: {} },
  { kind: "pin", content: { messageSeq: 1 } },
  { kind: "edit", targetSeq: 2, content: { text: "me" } },
  { kind: "unsend", targetSeq: 2 },
  { kind: "hide", seqs: [1] },
  { kind: "read", seq: 2 },
  { kind: "patch", change: { pinned: true, draft: { text: "well", replyTo: 1 } } },
  { kind: "relation", change: { what: "mute", on: true } },
  { kind: "answer", answers: { action: "accept", conversations: ["c"] } },
  { kind: "remove", upTo: 1 },
];

/** A copy as the app keeps it, store by store. */
function copy(): Record<string, [value: unknown, key?: string][]> {
  return {
    meta: [
      [{ id: ME, handle: "me", name: "Me", bio: "" }, "me"],
      [Date.UTC(2030, 0), "validUntil"],
      [{ typing: true, presence: true, private: false, readReceipts: true, deliveryReceipts: true }, "privacy"],
      [lists, "lists"],
      ["cursor-1", "cursor"],
      [Date.UTC(2026, 0, 2), "listedAt"],
    ],
    profiles: [...server.people.values()].map((one) => [one]),
    conversations: ["c", "d"].map((id) => [stored(server.view(id))]),
    entries: server.entries("c").map((one) => [one]),
    tails: [[{ id: "c", from: 1, to: 2, hasOlder: false }]],
    outbox: wishes.map((wish, i) => [{ order: i + 1, id: `id-${i}`, conversationId: wish.kind === "relation" ? LOU : "c", at: 1, wish, state: "waiting" } satisfies OutboxItem]),
  };
}

/** Stands for a value that is missing. */
const GONE = Symbol("gone");
/** Something that IndexedDB can hold. */
const anything = fc.anything({ withDate: true, withMap: true, withSet: true, withTypedArray: true, withSparseArray: true, withBigInt: true, withNullPrototype: false });

/** Some places of a copy, named by numbers that are taken modulo what there is, and what stands there instead. */
const damage = fc.array(fc.record({ place: fc.array(fc.nat(), { minLength: 3, maxLength: 7 }), value: fc.oneof(anything, fc.constant(GONE)) }), { minLength: 1, maxLength: 6 });

/** Puts a value somewhere into an object; what is shallower than the place is replaced as a whole. */
function spoil(target: Record<string, unknown>, [at = 0, ...rest]: number[], value: unknown): void {
  const keys = Object.keys(target);
  const key = keys[at % Math.max(1, keys.length)];
  if (key === undefined) return;
  const inner = target[key];
  if (rest.length > 0 && typeof inner === "object" && inner !== null && !ArrayBuffer.isView(inner)) spoil(inner as Record<string, unknown>, rest, value);
  else if (value === GONE) Reflect.deleteProperty(target, key);
  else target[key] = value;
}

let names = 0;
let open: Store | undefined;
afterEach(() => open?.stop());

/** Writes a copy; what the database itself refuses, such as a row without its key, cannot be there. */
async function write(name: string, whole: Record<string, unknown>): Promise<void> {
  const storage = new Storage();
  await storage.open(name);
  storage.close();
  const db = await openDB(name);
  for (const [store, rows] of Object.entries(whole)) {
    if (!db.objectStoreNames.contains(store) || !Array.isArray(rows)) continue;
    for (const row of rows as unknown[]) {
      const [value, key] = Array.isArray(row) ? (row as [unknown, string?]) : [row];
      const tx = db.transaction(store, "readwrite");
      const done = tx.done.catch(() => undefined);
      await Promise.resolve()
        .then(() => tx.store.put(value, typeof key === "string" ? key : undefined))
        .catch(() => undefined);
      await done;
    }
  }
  db.close();
}

/** Opens a store over a copy, and reads all that screens read. */
async function reading(name: string, fetch: FakeServer["fetch"]): Promise<Store> {
  const store = (open = createStore({ name, baseUrl: "http://test.local", fetch, connectLive: server.connectLive }));
  await until(() => store.session.get().status !== "loading", "an answer to who is signed in");
  for (const folder of ["inbox", "archived", "requests", "hidden"] as const) {
    for (const row of store.inbox(folder).get().items) {
      new Date(row.preview?.at ?? row.conversation.createdAt).toISOString();
      expect([typeof row.peer?.name, typeof row.peer?.handle, typeof row.unread]).toEqual(["string", "string", "number"]);
    }
  }
  expect(store.unreadTotal.get()).toBeGreaterThanOrEqual(0);
  store.searchInbox("lou");
  const timeline = store.timeline("c");
  const end = timeline.subscribe(() => undefined);
  await until(() => timeline.get().status !== "loading", "the timeline");
  for (const message of timeline.get().items) new Date(message.at).toISOString();
  end();
  return store;
}

const noNetwork = () => Promise.reject(new TypeError("no network"));

test("what the app keeps holds", async () => {
  const name = `kept-${++names}`;
  await write(name, copy());
  const store = await reading(name, noNetwork);
  expect(store.session.get()).toMatchObject({ status: "signedIn", me: { id: ME }, privacy: { typing: true } });
  expect(store.inbox("inbox").get().items.map((row) => row.conversation.id).sort()).toEqual(["c", "d"]);
  for (const [item] of copy().outbox ?? []) expect(isOutboxItem(item)).toBe(true);
});

test("whatever stands in the local copy, the app opens without a network", async () => {
  await fc.assert(
    fc.asyncProperty(damage, async (places) => {
      const name = `kept-${++names}`;
      const whole = structuredClone(copy()) as Record<string, unknown>;
      for (const { place, value } of places) spoil(whole, place, value);
      await write(name, whole);
      (await reading(name, noNetwork)).stop();
    }),
    { numRuns: 100 },
  );
}, 60_000);

test("a list with a hole in it is none", () => {
  const whole = stored(server.view("c"));
  expect(isConversation(whole)).toBe(true);
  const members = [...whole.members];
  Reflect.deleteProperty(members, 0);
  expect(isConversation({ ...whole, members })).toBe(false);
});

test("a conversation of no kind that is known is none", () => {
  const whole = stored(server.view("c"));
  for (const kind of ["", "choir", 1]) expect(isConversation({ ...whole, kind })).toBe(false);
});

test("what was broken is asked of the server again", async () => {
  const name = `kept-${++names}`;
  const whole = copy();
  const [c, d] = whole.conversations as [[{ head: unknown }], [{ members: unknown }]];
  c[0].head = "a knot";
  d[0].members = [{ id: 5 }];
  whole.outbox = [[{ order: 1, wish: { kind: "toString" } }]];
  await write(name, whole);
  const store = await reading(name, server.fetch);
  store.inbox("inbox").subscribe(() => undefined);
  await until(() => store.inbox("inbox").get().items.length === 2, "both conversations");
});

test("a copy that says no more whose it is does not stay", async () => {
  const name = `kept-${++names}`;
  const whole = copy();
  whole.meta = [[{ id: 7 }, "me"]];
  whole.conversations?.push([{ ...stored(server.view("c")), id: "someone else's" }]);
  await write(name, whole);
  const store = await reading(name, server.fetch);
  expect(store.session.get().status).toBe("signedIn");
  store.inbox("inbox").subscribe(() => undefined);
  await until(() => store.inbox("inbox").get().items.length === 2, "what the server has");
  const db = await openDB(name);
  expect(await db.get("conversations", "someone else's")).toBeUndefined();
  db.close();
});

test("lists take over only what they can go on from", () => {
  const fresh = new Lists(new Storage()).state.get();
  expect(keptLists(lists, fresh)).toEqual(lists);
  fc.assert(
    fc.property(fc.oneof(anything, fc.record({ inbox: anything, archived: anything, more: anything })), (value) => {
      const { more, ...folders } = keptLists(value, fresh);
      for (const { status, next } of Object.values(folders)) expect(status === "none" ? next : typeof (next ?? "")).toBe(status === "none" ? undefined : "string");
      for (const number of Object.values(more)) expect(Number.isSafeInteger(number)).toBe(true);
    }),
  );
});

test("every answer to requests that waits is taken over", () => {
  for (const action of ["accept", "delete", "report", "block", "show"] as const) {
    const wish: OutboxItem["wish"] = { kind: "answer", answers: { action, conversations: ["c"] } };
    expect(isOutboxItem({ order: 1, id: "i", conversationId: "", at: 1, state: "waiting", wish })).toBe(true);
  }
});

test("no wish of garbage is taken for one that can be sent", () => {
  fc.assert(
    fc.property(anything, (value) => {
      const item = { order: 1, id: "i", conversationId: "c", at: 1, state: "waiting", wish: value };
      if (isOutboxItem(item)) coalesce([item], "c", { kind: "read", seq: 1 });
      expect(isConversation(value)).toBe(false);
    }),
  );
});
