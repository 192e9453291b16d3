// @vitest-environment jsdom
/**
 * Answers and events overtake each other: what was asked before something was told may be answered after it. Whatever came first, and however often
 * it was asked, in the end this device shows what the server has.
 */
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createStore } from "./create";
import { Storage } from "./storage";
import type { Store } from "./store";
import { pick, seeded } from "./testing/random";
import { FakeServer, LOU } from "./testing/server";
import { turns, until } from "./testing/turns";
import type { Conversation, LiveEvent, Relation } from "./types";

const STORMS = 30;
const ACTS = 40;
const TALKS = ["c", "d"];
const NAMES = ["following", "followsYou", "asked", "asksYou", "restricted", "muted"] as const;

let names = 0;
let server: FakeServer;
let store: Store;
/** Answers that are under way, each with how to let it arrive. */
let answers: (() => void)[];
/** What they answer. */
let asked: string[];
let slow: boolean;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "setInterval", "clearInterval", "Date"], now: Date.UTC(2026, 0, 2) });
});

afterEach(() => {
  store.stop();
  vi.useRealTimers();
});

async function open(): Promise<void> {
  server = new FakeServer();
  server.append("c", LOU, { text: "hello" });
  answers = [];
  asked = [];
  slow = false;
  store = createStore({
    name: `overtaken-${++names}`,
    baseUrl: "http://test.local",
    connectLive: server.connectLive,
    fetch: async (request) => {
      const answer = await server.fetch(request);
      if (slow) {
        asked.push(`${request.method} ${new URL(request.url).pathname}`);
        await new Promise<void>((resolve) => answers.push(resolve));
      }
      return answer;
    },
  });
  store.inbox("inbox").subscribe(() => undefined);
  await until(() => store.inbox("inbox").get().items.length === 1, "the inbox");
  await turns();
  slow = true;
}

const plain = (relation: Relation = {}) => NAMES.filter((name) => relation[name]);
const shown = () => ({ lou: plain(store.knownProfile(LOU).get()?.relation), pinned: store.conversation("c").get()?.pinned });
const kept = () => ({ lou: plain(server.relation(LOU)), pinned: server.view("c").pinned });
/** The last entry, and how many are unread. */
const counts = (one: Conversation | undefined) => one && [one.head.seq, one.head.preview?.text, one.unread];

/** What may make this device ask for what it shows. */
const QUESTIONS: Record<string, () => unknown> = {
  sync: () => server.tell({ type: "sync" }),
  search: () => store.searchPeople("lou").catch(() => undefined),
  profile: () => store.profile(LOU).catch(() => undefined),
  conversation: () => store.conversation("c").subscribe(() => undefined)(),
  // A gap in the log has the conversation read again.
  gap: () => {
    server.append("c", LOU);
    server.say("c", LOU);
  },
  suggestions: () => store.suggestions().catch(() => undefined),
};

test("a list and a cursor are kept after what they speak of: who closes the app between the two asks again", async () => {
  const put = vi.spyOn(IDBObjectStore.prototype, "put");
  const kept = () => put.mock.contexts.map((context, i) => `${(context as IDBObjectStore).name} ${String(put.mock.calls[i]?.[1] ?? (put.mock.calls[i]?.[0] as { id: string }).id)}`);
  const ordered = (...wanted: string[]) => expect(kept().filter((one, i, all) => wanted.includes(one) && all.indexOf(one) === i)).toEqual(wanted);
  await open();
  ordered("conversations c", "meta lists");
  put.mockClear();
  slow = false;
  server.pin("c", true);
  server.tell({ type: "sync" });
  await until(() => kept().includes("meta cursor"), "the cursor");
  await turns();
  ordered("conversations c", "meta cursor");
  put.mockRestore();
});

test("an answer that an event has overtaken takes nothing back", async () => {
  for (const [name, ask] of Object.entries(QUESTIONS)) {
    await open();
    server.suggestions = [{ account: server.people.get(LOU) as never, reasons: [] }];
    // What a sync is to tell of, it tells as it is now.
    server.relate(LOU, { muted: true });
    server.pin("c", false);
    ask();
    await turns();
    server.tell(server.pin("c", true));
    server.tell(server.relate(LOU, { following: true, followsYou: true, friend: true }));
    expect(shown(), name).toEqual({ lou: ["following", "followsYou"], pinned: true });
    slow = false;
    answers.splice(0).forEach((arrive) => arrive());
    await turns();
    expect(shown(), name).toEqual({ lou: ["following", "followsYou"], pinned: true });
    store.stop();
  }
});

test("what one did oneself is not put over what was told since", async () => {
  await open();
  server.publish = () => undefined;
  await store.relate(store.knownProfile(LOU).get() as never, { what: "follow", on: true });
  // What a store asks by itself once it is open may be under way as well.
  await until(() => asked.includes(`PUT /v1/accounts/${LOU}/follow`), "the answer");
  server.tell(server.relate(LOU, { following: true }));
  server.tell(server.relate(LOU, { followsYou: true }));
  slow = false;
  answers.splice(0).forEach((arrive) => arrive());
  await turns();
  expect(shown().lou).toEqual(["followsYou"]);
});

test("whatever overtakes what, this device ends with what the server has", { timeout: 60_000 }, async () => {
  for (let seed = 1; seed <= STORMS; seed++) {
    await open();
    const random = seeded(seed);
    const events: LiveEvent[] = [];
    server.publish = (event) => events.push(event);
    const acts: Record<string, () => unknown> = {
      ...QUESTIONS,
      relate: () => events.push(server.relate(LOU, Object.fromEntries(NAMES.map((name) => [name, random() < 0.5])))),
      pin: () => events.push(server.pin("c", random() < 0.5)),
      say: () => events.push({ type: "entry", entry: server.append(pick(random, TALKS), LOU) }),
      // Live events keep their order, but some are lost.
      gap: () => server.append(pick(random, TALKS), LOU),
      wish: () => store.relate(store.knownProfile(LOU).get() as never, { what: pick(random, ["follow", "mute", "restrict"] as const), on: random() < 0.5 }),
      event: () => events.splice(0, 1).forEach((event) => server.tell(event)),
      answer: () => answers.splice(Math.floor(random() * answers.length), 1).forEach((arrive) => arrive()),
    };
    for (let act = 0; act < ACTS; act++) {
      acts[random() < 0.3 ? "event" : pick(random, Object.keys(acts))]?.();
      await turns(Math.floor(random() * 4));
    }
    // Everything arrives, in any order of answers, while events keep theirs.
    while (events.length + answers.length > 0) {
      acts[random() < 0.5 ? "event" : "answer"]?.();
      await turns(4);
    }
    await turns();
    while (answers.length > 0) {
      acts.answer?.();
      await turns(6);
    }
    // Where the last entry was lost, the next one says so.
    slow = false;
    for (const id of TALKS) if (store.conversation(id).get()?.head.seq !== server.view(id).head.seq) server.say(id, LOU);
    await turns(20);
    expect(shown(), `seed ${seed}`).toEqual(kept());
    for (const id of TALKS) expect(counts(store.conversation(id).get()), `seed ${seed} ${id}`).toEqual(counts(server.view(id)));
    store.stop();
  }
});

test.each([
  ["for the first time", "new", () => undefined],
  ["after a gap", "c", () => server.append("c", LOU, { text: "missed" })],
])("what is said in a conversation while it is read %s counts", async (_when, id, miss) => {
  await open();
  miss();
  server.say(id, LOU, { text: "one" });
  await until(() => asked.includes(`GET /v1/conversations/${id}`), "the answer");
  server.say(id, LOU, { text: "two" });
  slow = false;
  answers.splice(0).forEach((arrive) => arrive());
  await until(() => store.conversation(id).get() !== undefined, "the conversation");
  await turns();
  const { unread, head } = server.view(id);
  expect(store.inbox("inbox").get().items[0]).toMatchObject({ unread, preview: { text: "two" } });
  expect(store.conversation(id).get()?.head.seq).toBe(head.seq);
});

test("what is missing between an answer and what was heard since is read, too", async () => {
  await open();
  server.say("new", LOU, { text: "one" });
  await until(() => asked.includes("GET /v1/conversations/new"), "the answer");
  server.append("new", LOU, { text: "missed" });
  server.say("new", LOU, { text: "three" });
  slow = false;
  answers.splice(0).forEach((arrive) => arrive());
  await until(() => store.conversation("new").get()?.head.seq === 3, "the last");
  await turns();
  expect(store.inbox("inbox").get().items[0]).toMatchObject({ unread: 3, preview: { text: "three" } });
});

test("what is read while unread conversations are counted is unread nowhere", async () => {
  await open();
  server.append("d", LOU);
  server.tell({ type: "sync" });
  const counts = "GET /v1/conversations";
  const arrive = () => answers.splice(0).forEach((one) => one());
  await until(() => asked.includes("GET /v1/sync"), "the sync");
  arrive();
  await until(() => asked.includes(counts), "the counts");
  store.markRead("c", 1);
  await until(() => server.view("c").unread === 0, "what was read");
  await turns(20);
  slow = false;
  arrive();
  await turns(20);
  expect(store.unreadTotal.get()).toBe(1);
});

const invitation = (conversationId: string) => ({ conversationId, inviter: { id: LOU, handle: "lou", name: "Lou", bio: "" }, friendsInCommon: 0, createdAt: "2026-01-01T00:00:00Z" });

/** Has invitations read, whose answer is under way. */
async function readInvitations(): Promise<void> {
  await open();
  server.invitations = [invitation("one")];
  server.tell({ type: "sync" });
  await until(() => asked.includes("GET /v1/sync"), "the sync");
  answers.splice(0).forEach((arrive) => arrive());
  await until(() => asked.includes("GET /v1/invitations"), "the invitations");
  slow = false;
}

test("an invitation that comes while invitations are read stays", async () => {
  await readInvitations();
  server.invitations.push(invitation("two"));
  server.tell({ type: "invitation", invitation: invitation("two") });
  answers.splice(0).forEach((arrive) => arrive());
  await turns(20);
  expect(store.invitations.get()?.map((one) => one.conversationId)).toEqual(["one", "two"]);
});

test("what is answered after one has signed out stays nowhere", async () => {
  await readInvitations();
  slow = true;
  const suggested = store.suggestions().catch(() => undefined);
  const looked = store.profile("lou").catch(() => undefined);
  await until(() => asked.includes("GET /v1/me/suggestions") && asked.includes("GET /v1/accounts/lou"), "the answers");
  slow = false;
  await store.auth.signOut();
  answers.splice(0).forEach((arrive) => arrive());
  await Promise.all([suggested, looked]);
  await turns(20);
  expect(store.invitations.get()).toBeUndefined();
  const kept = new Storage();
  await kept.open(`overtaken-${names}`);
  const { meta, profiles } = await kept.snapshot();
  expect([[...meta.keys()], profiles]).toEqual([[], []]);
});
