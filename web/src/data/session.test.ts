// @vitest-environment jsdom
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createStore } from "./create";
import type { Store } from "./store";
import { FakeLive, FakeServer, ME } from "./testing/server";
import { turns, until } from "./testing/turns";

let names = 0;
let server: FakeServer;
let stores: Store[] = [];

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "setInterval", "clearInterval", "Date"], now: Date.UTC(2026, 0, 2) });
  server = new FakeServer();
  stores = [];
  FakeLive.reachable = true;
});

afterEach(() => {
  stores.forEach((store) => store.stop());
  vi.useRealTimers();
});

async function ready(fetch = server.fetch): Promise<Store> {
  const store = createStore({ name: `session-${++names}`, baseUrl: "http://test.local", fetch, connectLive: server.connectLive });
  stores.push(store);
  store.inbox("inbox").subscribe(() => undefined);
  await until(() => store.session.get().status === "signedIn" && store.inbox("inbox").get().status === "ready", "the inbox");
  await turns();
  return store;
}

test("what changed of oneself while the live connection was away is read once it is back", async () => {
  const store = await ready();
  const [live] = [...server.lives] as [FakeLive];
  live.drop();
  server.person(ME, "me", "Renamed");
  live.connect(false);
  await until(() => store.session.get().me?.name === "Renamed");
});

test("what is told of oneself is asked for again when there is no answer", async () => {
  const store = await ready();
  server.fail = (_method, path) => (path === "/v1/me" ? { status: 503, code: "busy" } : undefined);
  server.person(ME, "me", "Renamed");
  server.requests.length = 0;
  server.tell({ type: "me" });
  await until(() => server.requests.includes("GET /v1/me"));
  await turns();
  server.fail = () => undefined;
  await vi.advanceTimersByTimeAsync(1000);
  await until(() => store.session.get().me?.name === "Renamed");
});

/** A store whose answers about oneself wait until they are let pass. */
async function held(): Promise<{ store: Store; pass: () => void }> {
  let pass = () => {};
  let gate: Promise<void> | undefined;
  const store = await ready(async (request) => {
    const answer = await server.fetch(request);
    if (new URL(request.url).pathname === "/v1/me") await gate;
    return answer;
  });
  gate = new Promise<void>((go) => {
    pass = () => {
      gate = undefined;
      go();
    };
  });
  server.requests.length = 0;
  server.person(ME, "me", "Second");
  server.tell({ type: "me" });
  await until(() => server.requests.includes("GET /v1/me"));
  await turns();
  return { store, pass };
}

test("an answer about oneself that a later change overtakes is not shown", async () => {
  const { store, pass } = await held();
  const shown: (string | undefined)[] = [];
  store.session.subscribe(() => shown.push(store.session.get().me?.name));
  server.person(ME, "me", "Third");
  server.tell({ type: "me" });
  pass();
  await until(() => shown.length > 0);
  expect(shown).toEqual(["Third"]);
});

test("an answer about oneself that comes after one has signed out signs nobody in", async () => {
  const { store, pass } = await held();
  await store.auth.signOut();
  pass();
  await turns(20);
  expect(store.session.get().status).toBe("signedOut");
});
