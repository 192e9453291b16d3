// @vitest-environment jsdom
import { afterEach, beforeEach, expect, test } from "vitest";
import { createStore } from "./create";
import { everyEntryOf, Storage } from "./storage";
import type { Store } from "./store";
import { FakeLive, FakeServer, LOU } from "./testing/server";
import { turns, until } from "./testing/turns";

const CANAL = "canal";
let names = 0;
let name: string;
let server: FakeServer;
let stores: Store[] = [];

beforeEach(() => {
  server = new FakeServer();
  server.person("theo", "theo", "Théo");
  server.group(CANAL, "Canal", LOU, "theo");
  name = `groups-${++names}`;
  stores = [];
  FakeLive.reachable = true;
});

afterEach(() => stores.forEach((store) => store.stop()));

async function open(): Promise<Store> {
  const store = createStore({ name, baseUrl: "http://test.local", fetch: server.fetch, connectLive: server.connectLive });
  stores.push(store);
  store.inbox("inbox").subscribe(() => undefined);
  await until(() => store.session.get().status === "signedIn" && store.inbox("inbox").get().status === "ready", "the inbox");
  await turns();
  return store;
}

const row = (store: Store) => store.inbox("inbox").get().items[0];

/** What the local copy holds of the group. */
async function kept(): Promise<number> {
  const storage = new Storage();
  await storage.open(name);
  const count = await storage.read(async (tx) => {
    const entries = await tx.objectStore("entries").count(everyEntryOf(CANAL));
    const rest = [await tx.objectStore("tails").get(CANAL), await tx.objectStore("conversations").get(CANAL), ...(await tx.objectStore("outbox").getAll())];
    return entries + rest.filter((one) => one !== undefined).length;
  }, -1);
  storage.close();
  return count;
}

test("a group stands in the inbox under its title, with who wrote last, and is found by it", async () => {
  server.append(CANAL, LOU, { text: "Who brings the tablecloth?" });
  const store = await open();
  expect(row(store)).toMatchObject({ name: "Canal", unread: 1, preview: { text: "Who brings the tablecloth?", by: { name: "Lou Éclair" } } });
  expect(row(store)?.peer).toBeUndefined();
  expect(store.searchInbox("cana")).toHaveLength(1);
});

test("what happens to a group shows as a quiet line, changes what is known of it, and counts as nothing unread", async () => {
  server.append(CANAL, LOU);
  const store = await open();
  const timeline = store.timeline(CANAL);
  timeline.subscribe(() => undefined);
  await until(() => timeline.get().status === "ready");
  server.say(CANAL, LOU, { kind: "settings", content: { title: "Sunday", write: "admins" } });
  server.say(CANAL, "theo", { kind: "member", content: { action: "leave", accounts: ["theo"] } });
  await turns();
  expect(store.conversation(CANAL).get()).toMatchObject({ title: "Sunday", memberCount: 2, rules: { write: "admins" }, unread: 1 });
  expect(timeline.get().items.map(({ note }) => note?.action ?? note?.title)).toEqual([undefined, "Sunday", "leave"]);
  expect(store.groups.changes(CANAL).get()).toBe(1);
});

test("those who have to do with a group are known by name, also who left it", async () => {
  server.person("rosa", "rosa", "Rosa");
  server.append(CANAL, "rosa", { text: "Goodbye" });
  server.append(CANAL, "theo", { text: "Hello" });
  server.append(CANAL, LOU);
  const store = await open();
  store.timeline(CANAL).subscribe(() => undefined);
  await until(() => store.knownProfile("theo").get() !== undefined && server.requests.includes("GET /v1/accounts/rosa"), "their names");
  expect(server.requests.filter((one) => one === `GET /v1/conversations/${CANAL}/members`).length).toBeLessThan(3);
});

test.each(["live", "by sync"])("nothing stays of a group that one is removed from, told %s", async (way) => {
  server.append(CANAL, LOU, { text: "secret" });
  const store = await open();
  const timeline = store.timeline(CANAL);
  timeline.subscribe(() => undefined);
  await until(() => timeline.get().status === "ready");
  await until(() => server.requests.some((one) => one.includes("entries")));
  server.fail = (method) => (method === "POST" ? "network" : undefined);
  await store.send(CANAL, "I was about to say");
  server.leave(CANAL);
  if (way === "live") server.tell({ type: "gone", conversationId: CANAL });
  else server.tell({ type: "sync" });
  await until(() => store.inbox("inbox").get().items.length === 0, "the inbox without it");
  expect(timeline.get()).toMatchObject({ status: "error", items: [], problem: { status: 404 } });
  await expect.poll(kept).toBe(0);
});

test("an invitation counts among the requests until it is answered, here or elsewhere", async () => {
  const invitation = { conversationId: "other", inviter: { id: LOU, handle: "lou", name: "Lou", bio: "" }, friendsInCommon: 0, createdAt: "2026-01-01T00:00:00Z" };
  server.append(CANAL, LOU);
  server.invitations = [invitation];
  const store = await open();
  await until(() => store.invitations.get()?.length === 1, "the invitation");
  await turns();
  const requests = () => store.inbox("inbox").get().counts.requests;
  expect(requests()).toBe(1);
  server.tell({ type: "invitation", invitation: { ...invitation, conversationId: "third" } });
  server.tell({ type: "invitation", invitation: { ...invitation, conversationId: "third" } });
  expect(requests()).toBe(2);
  server.tell({ type: "invitationGone", conversationId: "third" });
  await store.answer({ action: "delete", conversations: ["other"] });
  expect(store.invitations.get()).toEqual([]);
  expect(requests()).toBe(0);
});
