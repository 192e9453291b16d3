// @vitest-environment jsdom
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createStore } from "./create";
import { Storage } from "./storage";
import type { Message, Store, Timeline } from "./store";
import { FakeLive, FakeServer, LOU, ME } from "./testing/server";
import { turns, until } from "./testing/turns";
import type { Filing, Profile } from "./types";

const CONVERSATION = "c";
let names = 0;
let name: string;
let server: FakeServer;
let stores: Store[] = [];

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "setInterval", "clearInterval", "Date"], now: Date.UTC(2026, 0, 2) });
  server = new FakeServer();
  name = `store-${++names}`;
  stores = [];
  FakeLive.reachable = true;
});

afterEach(() => {
  stores.forEach((store) => store.stop());
  vi.useRealTimers();
});

/** One tab of the app. */
function open(): Store {
  const store = createStore({ name, baseUrl: "http://test.local", fetch: server.fetch, connectLive: server.connectLive });
  stores.push(store);
  return store;
}

async function ready(store: Store): Promise<void> {
  store.inbox("inbox").subscribe(() => undefined);
  await until(() => store.session.get().status === "signedIn" && store.inbox("inbox").get().status === "ready", "the inbox");
  await turns();
}

async function shown(store: Store, id = CONVERSATION): Promise<Timeline> {
  const timeline = store.timeline(id);
  timeline.subscribe(() => undefined);
  await until(() => timeline.get().status === "ready", "the timeline");
  await turns();
  return timeline;
}

const texts = (timeline: Timeline) => timeline.get().items.map((message) => message.text);
const states = (timeline: Timeline) => timeline.get().items.map((message) => message.state);
const row = (store: Store) => store.inbox("inbox").get().items[0];

test("nobody signed in: the server says so, once", async () => {
  server.signedIn = false;
  const store = open();
  await until(() => store.session.get().status === "signedOut");
  await turns();
  expect(server.requests).toEqual(["GET /v1/server"]);
});

test("a tab that opens from the local copy asks who is signed in once, also when the live connection is quick", async () => {
  server.append(CONVERSATION, LOU);
  const first = open();
  await ready(first);
  first.stop();
  server.requests.length = 0;
  await ready(open());
  await until(() => server.requests.includes("GET /v1/me/privacy"));
  await turns();
  expect(server.requests.filter((one) => one === "GET /v1/me")).toHaveLength(1);
});

test("signing in opens the inbox with names, previews and unread counts", async () => {
  server.signedIn = false;
  server.append(CONVERSATION, LOU, { text: "hello" });
  server.append(CONVERSATION, LOU, { text: "there" });
  const store = open();
  await until(() => store.session.get().status === "signedOut");
  await store.auth.signInWithPassword("me", "secret");
  await ready(store);
  expect(row(store)).toMatchObject({ peer: { name: "Lou Éclair" }, preview: { text: "there", mine: false }, unread: 2 });
  expect(store.unreadTotal.get()).toBe(1);
  expect(store.searchInbox("eclair")).toHaveLength(1);
  expect(store.searchInbox("@lou")).toHaveLength(1);
  expect(store.searchInbox("nobody")).toHaveLength(0);
});

test("a sent message shows at once, then as sent, delivered and read, always under one key", async () => {
  server.append(CONVERSATION, LOU);
  const store = open();
  await ready(store);
  const timeline = await shown(store);
  const seen: string[] = [];
  timeline.subscribe(() => seen.push(`${timeline.get().items.length} ${timeline.get().items.at(-1)?.state}`));
  void store.send(CONVERSATION, "hi", 1);
  const sending = timeline.get().items.at(-1) as Message;
  expect(sending).toMatchObject({ state: "sending", text: "hi", mine: true, replyTo: { seq: 1, sender: LOU, text: "message 1" } });
  expect(row(store)?.preview).toMatchObject({ text: "hi", state: "sending" });
  await until(() => timeline.get().items.at(-1)?.state === "sent");
  expect(timeline.get().items.at(-1)).toMatchObject({ key: sending.key, seq: 2 });
  // It never left the screen on the way.
  expect(new Set(seen)).toEqual(new Set(["2 sending", "2 sent"]));
  expect(row(store)?.preview?.state).toBe("sent");
  server.tell({ type: "receipt", conversationId: CONVERSATION, accountId: LOU, deliveredSeq: 2 });
  expect(row(store)?.preview?.state).toBe("delivered");
  server.tell({ type: "receipt", conversationId: CONVERSATION, accountId: LOU, readSeq: 2 });
  server.tell({ type: "receipt", conversationId: CONVERSATION, accountId: LOU, deliveredSeq: 1 });
  expect(row(store)?.preview?.state).toBe("read");
});

test("a live message counts, ends the typing and is told once as an arrival", async () => {
  server.append(CONVERSATION, LOU);
  const store = open();
  await ready(store);
  const arrived: string[] = [];
  store.onArrival((message) => arrived.push(message.text));
  server.tell({ type: "typing", conversationId: CONVERSATION, accountId: LOU });
  expect(row(store)?.typing.map((one) => one.id)).toEqual([LOU]);
  const entry = server.say(CONVERSATION, LOU, { text: "news" });
  server.tell({ type: "entry", entry });
  expect(row(store)).toMatchObject({ typing: [], unread: 2, preview: { text: "news" } });
  expect(arrived).toEqual(["news"]);
  await vi.advanceTimersByTimeAsync(300);
  await until(() => server.conversation(CONVERSATION).deliveredSeq === 2);
});

test("typing is shown for six seconds and said at most every three", async () => {
  server.append(CONVERSATION, LOU);
  const store = open();
  await ready(store);
  server.tell({ type: "typing", conversationId: CONVERSATION, accountId: LOU });
  expect(store.typing(CONVERSATION).get()).toEqual([LOU]);
  vi.advanceTimersByTime(5999);
  expect(store.typing(CONVERSATION).get()).toEqual([LOU]);
  vi.advanceTimersByTime(1);
  expect(store.typing(CONVERSATION).get()).toEqual([]);

  const said = () => server.requests.filter((one) => one.endsWith("/typing")).length;
  for (let key = 0; key < 10; key++) store.typingNow(CONVERSATION);
  await until(() => said() === 1);
  vi.advanceTimersByTime(3000);
  store.typingNow(CONVERSATION);
  await until(() => said() === 2);
});

test("offline: what was there is read, what is written waits and leaves once, in order", async () => {
  server.append(CONVERSATION, LOU, { text: "before" });
  const first = open();
  await ready(first);
  await shown(first);
  first.stop();

  server.fail = () => "network";
  FakeLive.reachable = false;
  const store = open();
  await ready(store);
  const timeline = await shown(store);
  expect(texts(timeline)).toEqual(["before"]);
  for (const text of ["one", "two", "three"]) await store.send(CONVERSATION, text);
  expect(states(timeline)).toEqual(["sent", "sending", "sending", "sending"]);

  // Answers get lost: the server has the first message, the app does not know.
  let lost = true;
  server.fail = (method, path, body) => {
    if (!lost || method !== "POST" || !path.endsWith("/entries")) return undefined;
    lost = false;
    server.post(CONVERSATION, body as object);
    return "network";
  };
  dispatchEvent(new Event("online"));
  for (let round = 0; round < 4 && states(timeline).includes("sending"); round++) {
    await turns();
    await vi.advanceTimersByTimeAsync(30_000);
  }
  await until(() => !states(timeline).includes("sending"), "everything sent");
  expect(server.entries(CONVERSATION).map((entry) => entry.content.text)).toEqual(["before", "one", "two", "three"]);
  expect(texts(timeline)).toEqual(["before", "one", "two", "three"]);
});

test("offline: the requests are there before one looked at them, and so is that there are none", async () => {
  const requests = (store: Store) => store.inbox("requests").get();
  server.append(CONVERSATION, LOU, { text: "before" });
  const before = open();
  await ready(before);
  await until(() => requests(before).status === "ready", "the requests");
  before.stop();
  server.fail = () => "network";
  FakeLive.reachable = false;
  const none = open();
  await ready(none);
  expect(requests(none)).toMatchObject({ status: "ready", items: [] });
  none.stop();

  server.fail = () => undefined;
  FakeLive.reachable = true;
  server.conversation("r", server.person("rosa", "rosa", "Rosa")).asks = true;
  server.append("r", "rosa", { text: "May I?" });
  name = `store-${++names}`;
  const first = open();
  await ready(first);
  await until(() => requests(first).items.length === 1, "the request");
  await until(() => server.requests.includes("GET /v1/conversations/r/entries"), "what it says");
  await turns();
  first.stop();
  expect(server.requests.filter((one) => one.startsWith("PUT /v1/conversations/r"))).toEqual([]);

  server.fail = () => "network";
  FakeLive.reachable = false;
  const store = open();
  await ready(store);
  expect(requests(store)).toMatchObject({ status: "ready", items: [{ name: "Rosa", preview: { text: "May I?" } }] });
  expect(texts(await shown(store, "r"))).toEqual(["May I?"]);
});

test("a request that was answered elsewhere long ago does not stay", async () => {
  server.conversation("r", server.person("rosa", "rosa", "Rosa")).asks = true;
  server.append("r", "rosa", { text: "May I?" });
  server.append(CONVERSATION, LOU, { text: "before" });
  const first = open();
  await ready(first);
  await until(() => first.inbox("requests").get().items.length === 1, "the request");
  first.stop();
  server.conversation("r").clearedBefore = 1;
  server.append(CONVERSATION, LOU, { text: "after" });
  server.forgotten = 3;
  const store = open();
  await ready(store);
  await until(() => store.inbox("requests").get().items.length === 0, "the folder without it");
  expect(store.inbox("requests").get().status).toBe("ready");
});

test("a reload while sending keeps the message and sends it once", async () => {
  server.append(CONVERSATION, LOU);
  const first = open();
  await ready(first);
  server.fail = (_method, path) => (path.endsWith("/entries") ? "network" : undefined);
  await first.send(CONVERSATION, "kept");
  await turns();
  first.stop();
  server.fail = () => undefined;
  const store = open();
  await ready(store);
  const timeline = await shown(store);
  await until(() => states(timeline).join() === "sent,sent");
  expect(server.entries(CONVERSATION)).toHaveLength(2);
});

test("a refused message says why and can be tried again", async () => {
  server.append(CONVERSATION, LOU);
  const store = open();
  await ready(store);
  const timeline = await shown(store);
  server.fail = (method, path) => (method === "POST" && path.endsWith("/entries") ? { status: 403, code: "not_accepting" } : undefined);
  await store.send(CONVERSATION, "no");
  await until(() => timeline.get().items.at(-1)?.state === "failed");
  const failed = timeline.get().items.at(-1) as Message;
  expect(failed.problem?.code).toBe("not_accepting");
  expect(row(store)?.preview?.state).toBe("failed");
  server.fail = () => undefined;
  await store.retry(failed.key);
  await until(() => timeline.get().items.at(-1)?.state === "sent");
});

test("edits, reactions and unsending show at once; a refused one is taken back and told", async () => {
  server.append(CONVERSATION, ME, { text: "mine" });
  server.append(CONVERSATION, LOU, { text: "hers" });
  const store = open();
  await ready(store);
  const timeline = await shown(store);
  await store.edit(CONVERSATION, 1, "mine, better");
  await store.react(CONVERSATION, 2, "👍");
  expect(timeline.get().items).toMatchObject([{ text: "mine, better", edited: true }, { reactions: [{ emoji: "👍", mine: true }] }]);
  await until(() => server.entries(CONVERSATION).length === 4);
  await turns();
  expect(timeline.get().items).toMatchObject([{ text: "mine, better" }, { reactions: [{ emoji: "👍" }] }]);

  const refusals: string[] = [];
  store.onRefusal(({ kind, problem }) => refusals.push(`${kind} ${problem.code}`));
  server.fail = (method, path) => (method === "POST" && path.endsWith("/entries") ? { status: 409, code: "edit_expired" } : undefined);
  await store.edit(CONVERSATION, 1, "too late");
  await until(() => refusals.length === 1);
  expect(refusals).toEqual(["edit edit_expired"]);
  expect(texts(timeline)[0]).toBe("mine, better");

  server.fail = () => undefined;
  await store.unsend(CONVERSATION, 1);
  expect(timeline.get().items[0]).toMatchObject({ erased: true, text: "" });
});

test("reports wait without a network, are counted until they arrive, and say what they are about", async () => {
  const store = open();
  await ready(store);
  server.fail = (_, path) => (path === "/v1/reports" ? "network" : undefined);
  const lou = server.people.get(LOU) as Profile;
  const filings: Filing[] = [
    { target: { kind: "profile", accountId: LOU }, reason: "impersonation", text: "It is not her." },
    { target: { kind: "group", conversationId: "g" }, reason: "hate" },
  ];
  await Promise.all([store.report(lou, filings[0] as Filing), store.report("g", filings[1] as Filing)]);
  expect(store.reportsWaiting.get()).toBe(2);
  expect(server.reported).toEqual([]);
  server.fail = () => undefined;
  dispatchEvent(new Event("online"));
  await until(() => store.reportsWaiting.get() === 0, "the reports");
  expect(server.reported).toHaveLength(2);
  expect(server.reported).toEqual(expect.arrayContaining(filings));
});

test("the unread line stays where it was while the conversation is open", async () => {
  for (let i = 0; i < 5; i++) server.append(CONVERSATION, LOU);
  server.conversation(CONVERSATION).readSeq = 3;
  const store = open();
  await ready(store);
  const timeline = await shown(store);
  await until(() => timeline.get().unreadFrom === 4);
  store.markRead(CONVERSATION, 5);
  await until(() => server.conversation(CONVERSATION).readSeq === 5);
  server.say(CONVERSATION, LOU);
  expect(timeline.get().unreadFrom).toBe(4);
  expect(row(store)?.unread).toBe(1);
  store.markRead(CONVERSATION, 6);
  await turns();
  expect(row(store)?.unread).toBe(0);
  timeline.close();
  const again = await shown(store);
  expect(again.get().unreadFrom).toBeUndefined();
});

test("what happened while the app was away comes with the next opening", async () => {
  server.append(CONVERSATION, LOU, { text: "old" });
  const first = open();
  await ready(first);
  first.stop();
  server.append(CONVERSATION, LOU, { text: "new" });
  server.append("d", LOU, { text: "other" });
  const store = open();
  await ready(store);
  await until(() => store.inbox("inbox").get().items.length === 2);
  expect(store.inbox("inbox").get().items.map((one) => one.preview?.text)).toEqual(["other", "new"]);
  // Loaded ahead: both open without the network.
  await turns();
  server.fail = () => "network";
  expect(texts(await shown(store, "d"))).toEqual(["other"]);
  expect(texts(await shown(store))).toEqual(["old", "new"]);
});

test("after a day away, quiet conversations show their people's new names", async () => {
  server.append(CONVERSATION, LOU, { text: "old" });
  const first = open();
  await ready(first);
  await turns();
  first.stop();
  server.people.set(LOU, { ...(server.people.get(LOU) as Profile), name: "Lou Renamed" });
  vi.setSystemTime(Date.now() + 24 * 3600 * 1000);
  const store = open();
  await ready(store);
  await until(() => row(store)?.peer?.name === "Lou Renamed");
});

test("an empty conversation that is open stays while the list comes", async () => {
  server.append("d", LOU, { text: "other" });
  const store = open();
  const conversation = store.conversation(CONVERSATION);
  const seen: boolean[] = [];
  conversation.subscribe(() => seen.push(conversation.get() !== undefined));
  await until(() => conversation.get() !== undefined);
  await ready(store);
  await turns();
  expect(seen).not.toContain(false);
});

test("a cursor that is too old starts over and keeps what waits", async () => {
  server.append(CONVERSATION, LOU);
  const first = open();
  await ready(first);
  first.stop();
  server.append(CONVERSATION, LOU, { text: "after" });
  server.forgotten = 1000;
  const store = open();
  store.inbox("inbox").subscribe(() => undefined);
  await until(() => server.requests.filter((one) => one === "GET /v1/sync").length > 2);
  server.forgotten = 0;
  await vi.advanceTimersByTimeAsync(21_000);
  await until(() => row(store)?.preview?.text === "after");
});

test("signing out leaves nothing, also when the server cannot be reached", async () => {
  server.append(CONVERSATION, LOU, { text: "private" });
  const first = open();
  await ready(first);
  await shown(first);
  server.fail = () => "network";
  await first.auth.signOut();
  expect(first.session.get()).toEqual({ status: "signedOut" });
  expect(first.inbox("inbox").get().items).toEqual([]);
  first.stop();

  server.fail = () => undefined;
  const second = open();
  await until(() => second.session.get().status === "signedOut");
  await until(() => !server.signedIn, "the session's end on the server");
  expect(second.inbox("inbox").get().items).toEqual([]);
});

test("that one signs out is kept before it shows, whatever happens to the app then", async () => {
  const store = open();
  await ready(store);
  const kept = new Storage();
  await kept.open(name);
  let seen: Promise<unknown> | undefined;
  store.session.subscribe(() => (seen ??= kept.snapshot().then(({ meta }) => meta.get("leaving"))));
  server.fail = () => "network";
  await store.auth.signOut();
  expect(await seen).toBe(true);
  expect([...(await kept.snapshot()).meta.keys()]).toEqual(["leaving"]);
});

test("signing in right after signing out waits until the session before has ended", async () => {
  const store = open();
  await ready(store);
  let end = () => {};
  server.hold = (what) => (what === "DELETE /v1/sessions/current" ? new Promise<void>((go) => (end = go)) : undefined);
  const out = store.auth.signOut();
  await until(() => server.requests.includes("DELETE /v1/sessions/current"));
  const signedIn = store.auth.signInWithPassword("me", "secret");
  await turns();
  expect(server.requests).not.toContain("POST /v1/sessions");
  end();
  await Promise.all([out, signedIn]);
  expect(store.session.get().status).toBe("signedIn");
  expect(server.signedIn).toBe(true);
});

test("a session that was ended elsewhere wipes this device; one that ran out keeps the copy for its owner", async () => {
  server.append(CONVERSATION, LOU, { text: "private" });
  const store = open();
  await ready(store);
  server.signedIn = false;
  await store.send(CONVERSATION, "late");
  await until(() => store.session.get().status === "signedOut");
  expect(store.session.get().ended).toBe("elsewhere");
  await until(() => store.inbox("inbox").get().items.length === 0);

  await store.auth.signInWithPassword("me", "secret");
  await ready(store);
  expect(row(store)?.preview?.text).toBe("private");
  vi.setSystemTime(Date.UTC(2026, 6, 1));
  server.signedIn = false;
  await store.send(CONVERSATION, "waiting");
  await until(() => store.session.get().status === "signedOut");
  expect(store.session.get().ended).toBe("expired");
  await store.auth.signInWithPassword("me", "secret");
  await until(() => server.entries(CONVERSATION).at(-1)?.content.text === "waiting");
});

test("drafts settle before they are kept, and are known on the next opening", async () => {
  server.append(CONVERSATION, LOU);
  const store = open();
  await ready(store);
  for (const text of ["h", "he", "hel"]) store.setDraft(CONVERSATION, { text });
  await vi.advanceTimersByTimeAsync(600);
  await until(() => server.conversation(CONVERSATION).draft?.text === "hel");
  await until(() => row(store)?.draft === "hel");
  expect(server.requests.filter((one) => one.startsWith("PATCH"))).toHaveLength(1);
  store.setDraft(CONVERSATION, undefined);
  await vi.advanceTimersByTimeAsync(1);
  await until(() => server.conversation(CONVERSATION).draft === undefined);
  expect(row(store)?.draft).toBeUndefined();
});

test("pinning, archiving and deleting show at once, offline too", async () => {
  server.append(CONVERSATION, LOU);
  server.append("d", LOU);
  const store = open();
  await ready(store);
  server.fail = () => "network";
  expect(row(store)?.conversation.id).toBe("d");
  await store.patch(CONVERSATION, { pinned: true });
  expect(row(store)?.conversation.id).toBe(CONVERSATION);
  await store.patch("d", { archived: true });
  expect(store.inbox("inbox").get()).toMatchObject({ items: [{ conversation: { id: CONVERSATION } }], counts: { archived: 1 } });
  expect(store.inbox("archived").get().items).toHaveLength(1);
  await store.removeConversation(CONVERSATION);
  expect(store.inbox("inbox").get().items).toEqual([]);
});

test("a sync that fails while the live connection stands is done again by itself", async () => {
  server.append(CONVERSATION, LOU);
  const store = open();
  await ready(store);
  server.fail = (_method, path) => (path === "/v1/sync" ? "network" : undefined);
  const [live] = [...server.lives] as [FakeLive];
  live.drop();
  server.append(CONVERSATION, LOU, { text: "missed" });
  live.connect(false);
  await until(() => server.requests.at(-1) === "GET /v1/sync");
  await turns();
  expect(row(store)?.preview?.text).toBe("message 1");
  server.fail = () => undefined;
  await vi.advanceTimersByTimeAsync(1000);
  await until(() => row(store)?.preview?.text === "missed", "what was missed");
});

test("entries that could not be fetched when a later one came are fetched by themselves", async () => {
  server.append(CONVERSATION, LOU);
  const store = open();
  await ready(store);
  const timeline = await shown(store);
  server.fail = (_method, path) => (path.endsWith("/entries") ? "network" : undefined);
  server.append(CONVERSATION, LOU, { text: "missed" });
  server.say(CONVERSATION, LOU, { text: "heard" });
  await turns();
  expect(texts(timeline)).not.toContain("missed");
  server.fail = () => undefined;
  await vi.advanceTimersByTimeAsync(1000);
  await until(() => texts(timeline).join() === "message 1,missed,heard", "what was missed");
});

test("presence is watched only while someone looks", async () => {
  const store = open();
  await until(() => server.lives.size === 1);
  const [live] = server.lives as unknown as [FakeLive];
  const presence = store.presence(LOU);
  const end = presence.subscribe(() => undefined);
  live.watched.get(LOU)?.({ online: true });
  expect(presence.get()).toEqual({ online: true });
  end();
  expect(live.watched.size).toBe(0);
});

test("connection states follow the live connection and the answers", async () => {
  const store = open();
  await until(() => server.lives.size === 1 && store.connection.get() === "online");
  await turns();
  server.fail = () => ({ status: 503, code: "unavailable" });
  const [live] = [...server.lives] as [FakeLive];
  live.drop();
  expect(store.connection.get()).toBe("connecting");
  await vi.advanceTimersByTimeAsync(20_000);
  await until(() => store.connection.get() === "down");
  const network = vi.spyOn(navigator, "onLine", "get").mockReturnValue(false);
  window.dispatchEvent(new Event("offline"));
  expect(store.connection.get()).toBe("offline");
  network.mockReturnValue(true);
  window.dispatchEvent(new Event("online"));
  live.connect(true);
  expect(store.connection.get()).toBe("online");
});

test("without storage everything works in memory and says so", async () => {
  const real = indexedDB.open.bind(indexedDB);
  vi.spyOn(indexedDB, "open").mockImplementation(() => {
    throw new DOMException("denied", "SecurityError");
  });
  server.append(CONVERSATION, LOU);
  const store = open();
  await ready(store);
  expect(store.storage.get()).toBe("memory");
  const timeline = await shown(store);
  await store.send(CONVERSATION, "still");
  await until(() => states(timeline).join() === "sent,sent");
  vi.mocked(indexedDB.open).mockImplementation(real);
});
