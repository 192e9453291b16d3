// @vitest-environment jsdom
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createStore } from "./create";
import type { Refusal, Store } from "./store";
import { FakeServer, LOU } from "./testing/server";
import { turns, until } from "./testing/turns";
import type { Profile, Suggestion } from "./types";

let names = 0;
let name: string;
let server: FakeServer;
let stores: Store[] = [];

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "setInterval", "clearInterval", "Date"], now: Date.UTC(2026, 0, 2) });
  server = new FakeServer();
  server.append("c", LOU, { text: "hello" });
  name = `people-${++names}`;
  stores = [];
});

afterEach(() => {
  stores.forEach((store) => store.stop());
  vi.useRealTimers();
});

/** One tab of the app, with its inbox and so Lou's profile loaded. */
async function open(): Promise<{ store: Store; lou: () => Profile }> {
  const store = createStore({ name, baseUrl: "http://test.local", fetch: server.fetch, connectLive: server.connectLive });
  stores.push(store);
  store.inbox("inbox").subscribe(() => undefined);
  await until(() => store.inbox("inbox").get().items.length === 1, "the inbox");
  await turns();
  return { store, lou: () => store.knownProfile(LOU).get() as Profile };
}

const sent = (method: string, part: string) => server.requests.filter((one) => one === `${method} /v1/accounts/${LOU}/${part}`).length;

test("following shows at once, waits for the network through a reload, and leaves when it is back", async () => {
  const first = await open();
  server.fail = (method) => (method === "PUT" ? "network" : undefined);
  await first.store.relate(first.lou(), { what: "follow", on: true });
  expect(first.lou().relation).toMatchObject({ following: true });
  await until(() => sent("PUT", "follow") === 1, "the attempt");
  first.store.stop();
  stores = [];

  const { store, lou } = await open();
  expect(lou().relation).toMatchObject({ following: true });
  server.fail = () => undefined;
  dispatchEvent(new Event("online"));
  await until(() => server.relation(LOU).following === true, "what the server keeps");
  await turns();
  expect(lou().relation).toEqual({ following: true });
  expect(store.inbox("inbox").get().items[0]?.peer).toBe(lou());
});

test("what was taken back before it left is never sent", async () => {
  const { store, lou } = await open();
  server.fail = (method) => (method === "PUT" || method === "DELETE" ? "network" : undefined);
  await store.relate(lou(), { what: "mute", on: true });
  await store.relate(lou(), { what: "restrict", on: true });
  await store.relate(lou(), { what: "mute", on: false });
  expect(lou().relation).toMatchObject({ muted: false, restricted: true });
  await turns();
  const before = sent("PUT", "mute");
  server.fail = () => undefined;
  dispatchEvent(new Event("online"));
  await until(() => sent("DELETE", "mute") > 0 && server.relation(LOU).restricted === true, "both");
  expect(sent("PUT", "mute")).toBe(before);
});

test("what the server refuses is taken back and told", async () => {
  const { store, lou } = await open();
  const refusals: Refusal[] = [];
  store.onRefusal((refusal) => refusals.push(refusal));
  server.fail = (method) => (method === "PUT" ? { status: 404, code: "not_found" } : undefined);
  await store.relate(lou(), { what: "follow", on: true });
  await until(() => refusals.length === 1, "the refusal");
  expect(refusals[0]).toMatchObject({ kind: "relation", problem: { code: "not_found" } });
  expect(lou().relation?.following).not.toBe(true);
});

test("a block shows in the conversation at once", async () => {
  const { store, lou } = await open();
  const conversation = store.conversation("c");
  conversation.subscribe(() => undefined);
  server.fail = (method) => (method === "PUT" ? "network" : undefined);
  await store.relate(lou(), { what: "block", on: true });
  const peer = () => conversation.get()?.members.find((member) => member.account.id === LOU)?.account;
  expect(peer()?.blocked).toBe(true);
  await store.relate(lou(), { what: "block", on: false });
  expect(peer()?.blocked).toBeUndefined();
});

test("what changes elsewhere arrives live and by sync, and is counted", async () => {
  const { store, lou } = await open();
  const before = store.relations.get();
  server.tell({ type: "relation", account: { ...lou(), relation: { followsYou: true } } });
  expect(lou().relation).toEqual({ followsYou: true });
  expect(store.relations.get()).toBe(before + 1);
  server.relate(LOU, { following: true });
  server.tell({ type: "sync" });
  await until(() => lou().relation?.following === true, "the sync");
  expect(store.relations.get()).toBeGreaterThan(before + 1);
});

test("suggestions of the last time stand in without a network, without who was dismissed", async () => {
  const maia: Profile = { id: server.person("m", "maia", "Maïa"), handle: "maia", name: "Maïa", bio: "" };
  const { store, lou } = await open();
  server.suggestions = [{ account: lou(), reasons: [{ type: "contacts" }] }, { account: maia, reasons: [{ type: "common", count: 2 }] }];
  const names = (page: { items: Suggestion[] }) => page.items.map((one) => one.account.handle);
  expect(names(await store.suggestions())).toEqual(["lou", "maia"]);
  expect(store.knownProfile("m").get()).toBeUndefined();
  server.fail = () => "network";
  await store.relate(maia, { what: "suggestion", on: false });
  expect(names(await store.suggestions())).toEqual(["lou"]);
});
