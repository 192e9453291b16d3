import { beforeEach, expect, it, vi } from "vitest";
import type { Api } from "../api";
import { Storage } from "../storage";
import { toBase64 } from "./bytes";
import { Waiting } from "./waiting";

const tag = (n: number) => new Uint8Array(16).fill(n);
const id = (n: number) => {
  const hex = n.toString(16).padStart(2, "0").repeat(16);
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
};

/** A server that remembers what was kept, and tells of who joined in pages of one. */
function fakeServer() {
  const joined: Uint8Array[] = [];
  const state = { kept: [] as string[], syncedAt: undefined as string | undefined, times: 0, asked: 0 };
  const api = {
    keepContacts: (tags: string[]) => {
      state.kept = tags;
      state.syncedAt = `time ${(state.times += 1)}`;
      return Promise.resolve({ kept: tags.length, syncedAt: state.syncedAt });
    },
    forgetContacts: () => {
      state.kept = [];
      state.syncedAt = undefined;
      return Promise.resolve(undefined);
    },
    getContacts: () => Promise.resolve({ left: 1, syncedAt: state.syncedAt }),
    listJoinedContacts: (cursor = "0") => {
      state.asked += 1;
      const at = Number(cursor);
      const page = joined.slice(at, at + 1);
      return Promise.resolve({ tags: page.map(toBase64).join(""), next: String(at + page.length), more: at + 1 < joined.length });
    },
  } as unknown as Api;
  return { api, joined, state };
}

let opened = 0;
let storage: Storage;
let now: number;

beforeEach(async () => {
  storage = new Storage();
  await storage.open(`waiting-${(opened += 1)}`);
  now = Date.UTC(2026, 0, 1);
  vi.spyOn(Date, "now").mockImplementation(() => now);
});

it("has those who joined suggested, and nobody else", async () => {
  const { api, joined, state } = fakeServer();
  const waiting = new Waiting({ api, storage });
  await waiting.ask();
  expect(state.asked).toBe(0);
  await waiting.keep([tag(1), tag(2), tag(3)], [id(1)], "0");
  expect(state.kept).toEqual([id(1)]);
  joined.push(tag(7), tag(2), tag(8));
  await waiting.ask();
  expect(state.kept).toEqual([id(1), id(2)]);

  // Not again within a minute; then from where it was, in another tab as well.
  joined.push(tag(3));
  await waiting.ask();
  expect(state.kept).toEqual([id(1), id(2)]);
  now += 60_000;
  const before = state.asked;
  await new Waiting({ api, storage }).ask();
  expect(state.kept).toEqual([id(1), id(2), id(3)]);
  expect(state.asked).toBe(before + 1);
});

it("asks once for all who ask at once, and again at once where no answer came", async () => {
  const { api, joined, state } = fakeServer();
  const waiting = new Waiting({ api, storage });
  await waiting.keep([tag(1), tag(2)], [], "0");
  joined.push(tag(1));
  const list = vi.spyOn(api, "listJoinedContacts").mockRejectedValueOnce(new Error("no answer"));
  await expect(waiting.ask()).rejects.toThrow("no answer");
  const late = Promise.all([waiting.ask(), waiting.ask().then(() => state.kept)]);
  expect((await late)[1]).toEqual([id(1)]);
  expect(list).toHaveBeenCalledTimes(2);
  await waiting.ask();
  expect(list).toHaveBeenCalledTimes(2);
});

it("waits no more once contacts were erased, or kept on another device", async () => {
  for (const elsewhere of [(api: Api) => api.forgetContacts(), (api: Api) => api.keepContacts([])]) {
    const { api, joined, state } = fakeServer();
    const waiting = new Waiting({ api, storage });
    await waiting.keep([tag(1)], [], "0");
    await elsewhere(api);
    joined.push(tag(1));
    now += 60_000;
    await waiting.ask();
    expect(state.kept).toEqual([]);
    now += 60_000;
    await waiting.ask();
    expect(state.asked).toBe(0);
  }
  const { api, joined, state } = fakeServer();
  const waiting = new Waiting({ api, storage });
  await waiting.keep([tag(1)], [], "0");
  await waiting.forget();
  joined.push(tag(1));
  now += 60_000;
  await waiting.ask();
  expect(state).toMatchObject({ kept: [], asked: 0 });
});
