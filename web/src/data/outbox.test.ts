import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Outbox, type Outcome, type OutboxPort } from "./outbox";
import type { OutboxItem, Wish } from "./pending";
import { Problem, REPORT_LIMIT } from "./problem";
import { Storage } from "./storage";
import type { TabNews, Tabs } from "./tabs";
import { turns, until } from "./testing/turns";
import type { Filing } from "./types";

/** Tabs of one browser without a browser: news go to the others, the lead passes on when its holder ends. */
class FakeTabs {
  readonly #hears: ((news: TabNews) => void)[] = [];
  readonly #waiting: (() => void)[] = [];
  #led = false;

  join(hear: (news: TabNews) => void): Tabs {
    this.#hears.push(hear);
    return {
      tell: (news) => this.#hears.filter((one) => one !== hear).forEach((one) => one(news)),
      lead: async (stop, lead) => {
        const take = () => {
          this.#led = true;
          stop.addEventListener("abort", () => {
            this.#led = false;
            this.#waiting.shift()?.();
          });
          lead();
        };
        if (this.#led) this.#waiting.push(take);
        else take();
      },
      close: () => undefined,
    };
  }
}

const message = (text: string): Wish => ({ kind: "message", content: { type: "text", text } });
const textOf = (item: OutboxItem) => (item.wish.kind === "message" ? item.wish.content.text : item.wish.kind);

let names = 0;
let storageName: string;
let browser: FakeTabs;
const opened: { outbox: Outbox; storage: Storage }[] = [];

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "Date"] });
  storageName = `outbox-${++names}`;
  browser = new FakeTabs();
});

afterEach(() => {
  for (const { outbox, storage } of opened.splice(0)) {
    outbox.stop();
    storage.close();
  }
  vi.useRealTimers();
});

/** One tab whose requests are answered by `perform`. */
async function tab(perform: (item: OutboxItem) => Promise<Outcome>, upload: OutboxPort["upload"] = () => Promise.resolve()) {
  const storage = new Storage();
  await storage.open(storageName);
  const refused: [string, string][] = [];
  const done: OutboxItem[] = [];
  const tabs = browser.join((news) => {
    if (news.type === "outbox") void outbox.reload();
    if (news.type === "sent") outbox.left(news.order);
  });
  const outbox = new Outbox({
    storage,
    tabs,
    perform,
    upload,
    done: (item) => done.push(item),
    refused: (item, problem) => refused.push([item.wish.kind, problem.code]),
  });
  opened.push({ outbox, storage });
  outbox.load((await storage.snapshot()).outbox);
  outbox.start();
  // Who leads reads the queue first.
  await turns();
  return { outbox, storage, refused, done, waiting: () => outbox.items.get().map(textOf) };
}

const offline = () => Promise.reject(new Problem({ status: 0, code: "network" }));

test("an item shows and leaves at once, and is in storage when adding it ends", async () => {
  const sent: string[] = [];
  const { outbox, storage, waiting } = await tab((item) => {
    sent.push(textOf(item) ?? "");
    return new Promise(() => undefined);
  });
  const kept = outbox.add("c", message("one"));
  expect(waiting()).toEqual(["one"]);
  expect(sent).toEqual(["one"]);
  await kept;
  expect(await storage.read((tx) => tx.objectStore("outbox").count(), -1)).toBe(1);
});

test("an answer that comes before its item is in storage leaves nothing there", async () => {
  const { outbox, storage, done } = await tab(() => Promise.resolve({}));
  await outbox.add("c", message("one"));
  await until(() => done.length === 1);
  await turns();
  expect(outbox.items.get()).toEqual([]);
  expect(await storage.read((tx) => tx.objectStore("outbox").count(), -1)).toBe(0);
});

test("a reading of the queue that began before a change does not undo it", async () => {
  const { outbox, waiting } = await tab(offline);
  await outbox.add("c", message("one"));
  const reading = outbox.reload();
  const adding = outbox.add("c", message("two"));
  await Promise.all([reading, adding]);
  expect(waiting()).toEqual(["one", "two"]);
});

test("messages of one conversation leave one after the other, conversations do not wait for each other", async () => {
  const sent: string[] = [];
  const answers: (() => void)[] = [];
  const { outbox } = await tab((item) => {
    sent.push(`${item.conversationId}${textOf(item)}`);
    return new Promise((resolve) => answers.push(() => resolve({})));
  });
  await Promise.all([outbox.add("a", message("1")), outbox.add("a", message("2")), outbox.add("b", message("1"))]);
  await until(() => sent.length === 2);
  await turns();
  expect(sent.sort()).toEqual(["a1", "b1"]);
  answers.forEach((answer) => answer());
  await until(() => sent.includes("a2"));
});

test("without an answer it is tried again under the same client id", async () => {
  const tries: string[] = [];
  const { outbox } = await tab((item) => {
    tries.push(item.id);
    return tries.length < 6 ? offline() : Promise.resolve({});
  });
  await outbox.add("c", message("one"));
  for (let i = 2; i <= 6; i++) {
    await turns();
    expect(tries.length).toBe(i - 1);
    await vi.advanceTimersToNextTimerAsync();
    await until(() => tries.length === i);
  }
  await until(() => outbox.items.get().length === 0);
  expect(new Set(tries).size).toBe(1);
});

test("the waits grow and stay bounded", async () => {
  const times: number[] = [];
  const { outbox } = await tab(() => {
    times.push(Date.now());
    return offline();
  });
  await outbox.add("c", message("one"));
  await until(() => times.length === 1);
  for (let i = 1; i < 9; i++) {
    await turns();
    await vi.advanceTimersToNextTimerAsync();
    await until(() => times.length === i + 1);
  }
  const waits = times.slice(1).map((at, i) => at - (times[i] as number));
  waits.forEach((wait, i) => {
    const longest = Math.min(30_000, 1000 * 2 ** i);
    expect(wait).toBeGreaterThanOrEqual(longest / 2 - 1);
    expect(wait).toBeLessThanOrEqual(longest + 1);
  });
});

test("the network's return is reason enough to try at once", async () => {
  let online = false;
  const { outbox } = await tab(() => (online ? Promise.resolve({}) : offline()));
  await outbox.add("c", message("one"));
  await turns();
  online = true;
  outbox.wake();
  await until(() => outbox.items.get().length === 0);
});

test("a time that the server names is kept, also when the network returns", async () => {
  const retryAt = new Date(Date.now() + 60_000).toISOString();
  let tries = 0;
  const { outbox } = await tab(() => (++tries === 1 ? Promise.reject(new Problem({ status: 429, code: "rate_limited", retryAt })) : Promise.resolve({})));
  await outbox.add("c", message("one"));
  await until(() => tries === 1);
  await turns();
  outbox.wake();
  await outbox.add("c", message("two"));
  await turns();
  expect(tries).toBe(1);
  await vi.advanceTimersByTimeAsync(60_001);
  await until(() => outbox.items.get().length === 0);
});

test("a message refused for good keeps its reason while the others of its conversation go on", async () => {
  const { outbox, waiting } = await tab((item) =>
    textOf(item) === "bad" ? Promise.reject(new Problem({ status: 403, code: "not_accepting" })) : Promise.resolve({}),
  );
  await outbox.add("c", message("bad"));
  await outbox.add("c", message("good"));
  await until(() => waiting().length === 1);
  const [failed] = outbox.items.get() as [OutboxItem];
  expect(failed).toMatchObject({ state: "failed", problem: { code: "not_accepting" } });
  await outbox.discard(failed.id);
  expect(waiting()).toEqual([]);
});

test("a failed message leaves again after what waits, under its own client id", async () => {
  let accepting = false;
  const sent: string[] = [];
  const { outbox } = await tab((item) => {
    if (!accepting && textOf(item) === "first") return Promise.reject(new Problem({ status: 403, code: "not_accepting" }));
    sent.push(`${textOf(item)} ${item.id}`);
    return Promise.resolve({});
  });
  await outbox.add("c", message("first"));
  await until(() => outbox.items.get()[0]?.state === "failed");
  const id = outbox.items.get()[0]?.id as string;
  accepting = true;
  await outbox.add("c", message("second"));
  await outbox.retry(id);
  await until(() => outbox.items.get().length === 0);
  expect(sent.map((one) => one.split(" ")[0])).toEqual(["second", "first"]);
  expect(sent[1]).toBe(`first ${id}`);
});

test("a refused change is taken back and told", async () => {
  const { outbox, refused } = await tab(() => Promise.reject(new Problem({ status: 409, code: "edit_expired" })));
  await outbox.add("c", { kind: "edit", targetSeq: 1, content: { text: "x" } });
  await until(() => outbox.items.get().length === 0);
  expect(refused).toEqual([["edit", "edit_expired"]]);
});

test("newer wishes replace older ones that wait", async () => {
  const { outbox } = await tab(offline);
  const add = (wish: Wish) => outbox.add("c", wish);
  await add({ kind: "reaction", targetSeq: 1, content: { emoji: "👍" } });
  await add({ kind: "reaction", targetSeq: 1, content: { emoji: "" } });
  await add({ kind: "edit", targetSeq: 2, content: { text: "x" } });
  await add({ kind: "unsend", targetSeq: 2 });
  await add({ kind: "patch", change: { pinned: true, muted: true } });
  await add({ kind: "patch", change: { pinned: false } });
  await add({ kind: "read", seq: 9 });
  await add({ kind: "read", seq: 5 });
  expect(outbox.items.get().map((item) => item.wish)).toEqual([
    { kind: "reaction", targetSeq: 1, content: { emoji: "" } },
    { kind: "unsend", targetSeq: 2 },
    { kind: "patch", change: { pinned: false, muted: true } },
    { kind: "read", seq: 9 },
  ]);
});

test("each report leaves, one after the other, also when one leaves the group that it is about", async () => {
  const sent: string[] = [];
  let online = false;
  const { outbox } = await tab((item) => {
    if (!online) return offline();
    sent.push(item.wish.kind === "report" ? item.wish.filing.reason : item.wish.kind);
    return Promise.resolve({});
  });
  const report = (reason: Filing["reason"]): Wish => ({ kind: "report", filing: { target: { kind: "group", conversationId: "g" }, reason } });
  await outbox.add("g", report("hate"));
  await outbox.add("g", { kind: "patch", change: { pinned: true } });
  await outbox.add("g", message("one"));
  await outbox.add("g", report("spam"));
  await outbox.forget("g");
  expect(outbox.items.get().map((item) => item.wish.kind)).toEqual(["report", "report"]);
  online = true;
  outbox.wake();
  await until(() => outbox.items.get().length === 0);
  expect(sent).toEqual(["hate", "spam"]);
});

test("a report that the server does not take is told, and tried no more", async () => {
  let tries = 0;
  const { outbox, refused } = await tab(() => {
    tries++;
    return Promise.reject(new Problem({ status: 429, code: REPORT_LIMIT, retryAt: new Date(Date.now() + 3_600_000).toISOString() }));
  });
  await outbox.add("p", { kind: "report", filing: { target: { kind: "profile", accountId: "p" }, reason: "spam" } });
  await until(() => outbox.items.get().length === 0);
  expect(refused).toEqual([["report", REPORT_LIMIT]]);
  expect(tries).toBe(1);
});

test("a reload in the middle of sending sends the same item again, in order", async () => {
  const first = await tab(() => new Promise(() => undefined));
  await first.outbox.add("c", message("one"));
  await first.outbox.add("c", message("two"));
  const ids = first.outbox.items.get().map((item) => item.id);
  first.outbox.stop();

  const sent: string[] = [];
  const second = await tab((item) => {
    sent.push(item.id);
    return Promise.resolve({});
  });
  await until(() => second.outbox.items.get().length === 0);
  expect(sent).toEqual(ids);
  expect(await second.storage.read((tx) => tx.objectStore("outbox").count(), -1)).toBe(0);
});

test("one tab sends for all; when it closes the next one does", async () => {
  const sent: string[] = [];
  const by = (name: string) => (item: OutboxItem) => {
    sent.push(`${name}: ${textOf(item)}`);
    return Promise.resolve({});
  };
  const first = await tab(by("first"));
  const second = await tab(by("second"));
  await second.outbox.add("c", message("one"));
  await until(() => sent.length === 1 && second.outbox.items.get().length === 0);
  first.outbox.stop();
  await second.outbox.add("c", message("two"));
  await until(() => sent.length === 2 && second.outbox.items.get().length === 0);
  expect(sent).toEqual(["first: one", "second: two"]);
});

const withPhoto = (text: string): Wish => ({ kind: "message", content: { type: "photos", text }, photos: [{ id: "chosen", blob: new Blob(["pixels"]) }] });
const uploaded = (text: string): Wish => ({ kind: "message", content: { type: "photos", text, photos: [{ id: "made" }] } });

test("a message leaves once its photos are up, and no other waits for it", async () => {
  const sent: (string | undefined)[] = [];
  let up: (() => void) | undefined;
  const { outbox, storage, waiting } = await tab(
    (item) => {
      sent.push(textOf(item));
      return Promise.resolve({});
    },
    async (_item, keep) => {
      await new Promise<void>((resolve) => (up = resolve));
      await keep(uploaded("look"));
    },
  );
  await outbox.add("c", withPhoto("look"));
  await outbox.add("c", message("and read"));
  await until(() => sent.length === 1);
  expect(sent).toEqual(["and read"]);
  expect(waiting()).toEqual(["look"]);
  // It is kept with its file until then.
  expect((await storage.snapshot()).outbox.map(({ wish }) => wish.kind === "message" && wish.photos?.length)).toEqual([1]);
  up?.();
  await until(() => sent.length === 2);
  expect(sent).toEqual(["and read", "look"]);
  await until(() => waiting().length === 0);
});

test("a message whose photos are on their way can be given up", async () => {
  let given: AbortSignal | undefined;
  const { outbox, storage, waiting } = await tab(
    () => Promise.reject(new Error("it must not leave")),
    (_item, _keep, signal) => {
      given = signal;
      return new Promise((_resolve, reject) => signal.addEventListener("abort", () => reject(new DOMException("given up", "AbortError"))));
    },
  );
  await outbox.add("c", withPhoto("no"));
  await until(() => given !== undefined);
  await outbox.discard(outbox.items.get()[0]?.id ?? "");
  expect(given?.aborted).toBe(true);
  expect(waiting()).toEqual([]);
  expect((await storage.snapshot()).outbox).toEqual([]);
});

test("photos that the server refuses fail their message, and those that met no network are tried again", async () => {
  const causes = [new Problem({ status: 0, code: "network" }), new Problem({ status: 415, code: "image_invalid" })];
  const { outbox } = await tab(
    () => Promise.reject(new Error("it must not leave")),
    () => Promise.reject(causes.shift()),
  );
  await outbox.add("c", withPhoto("broken"));
  await until(() => causes.length === 1);
  expect(outbox.items.get()[0]?.state).toBe("waiting");
  await vi.advanceTimersByTimeAsync(60_000);
  await until(() => outbox.items.get()[0]?.state === "failed");
  expect(outbox.items.get()[0]?.problem?.code).toBe("image_invalid");
});
