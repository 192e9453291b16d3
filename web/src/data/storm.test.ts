// @vitest-environment jsdom
/**
 * The app's own store, with a real server behind a network that cuts, delays, drops answers and goes dead. Whatever happened, once the
 * weather is calm every device shows what the server has. STORM_SEED=7 takes the same storm and wishes again.
 */
import { afterAll, beforeAll, expect, test } from "vitest";
import { createStore } from "./create";
import { connectLive } from "./live";
import { Storage } from "./storage";
import type { Message, Store } from "./store";
import { Harbour, type Person } from "./testing/harbour";
import { pick, seeded } from "./testing/random";
import type { Conversation, Entry } from "./types";

declare const jsdom: { reconfigure(options: { url: string }): void };

const SEED = Number(process.env.STORM_SEED ?? Date.now() % 1_000_000);
const ACTS = 150;
const harbour = new Harbour();

beforeAll(() => harbour.open(SEED), 60_000);
afterAll(() => harbour.close());

/** One browser: a store and its local copy, which outlives the store. */
class Device {
  store: Store;
  readonly sent = new Map<string, number>();
  readonly #name: string;
  #stops: (() => void)[] = [];

  constructor(
    readonly person: Person,
    number: number,
    readonly talks: string[],
  ) {
    this.#name = `${person.handle}-${number}`;
    this.store = this.#open();
  }

  get label(): string {
    return this.#name;
  }

  #open(): Store {
    const { token } = this.person;
    const store = createStore({
      name: this.#name,
      baseUrl: harbour.stormy,
      fetch: (request, init) => {
        request.headers.set("Authorization", `Bearer ${token}`);
        return fetch(request, init);
      },
      connectLive: (url, handlers) => connectLive(url, handlers, { token }),
    });
    this.#stops = [store.inbox("inbox").subscribe(() => undefined), ...this.talks.map((id) => store.timeline(id).subscribe(() => undefined))];
    return store;
  }

  close(): void {
    this.#stops.forEach((stop) => stop());
    this.store.stop();
  }

  async reload(): Promise<void> {
    this.close();
    this.store = this.#open();
    await this.ready();
  }

  /** Nobody writes before the app shows who is signed in. */
  async ready(): Promise<void> {
    await expect.poll(() => this.store.session.get().status, { timeout: 60_000 }).toBe("signedIn");
  }

  async act(random: () => number): Promise<void> {
    const id = pick(random, this.talks);
    const { items } = this.store.timeline(id).get();
    const message: Message | undefined = items.length > 0 ? pick(random, items) : undefined;
    const seq = message?.seq;
    const what = random();
    if (what < 0.02) await this.reload();
    else if (what < 0.12 && seq) this.store.markRead(id, seq);
    else if (what < 0.22 && seq && message.mine && !message.erased) await this.store.edit(id, seq, `${message.text}, edited`);
    else if (what < 0.32 && seq && !message.erased) await this.store.react(id, seq, pick(random, ["❤️", "😂", ""]));
    else if (what < 0.36 && seq && message.mine) await this.store.unsend(id, seq);
    else if (what < 0.38 && seq) await this.store.hide(id, [seq]);
    else if (what < 0.42) await this.store.patch(id, pick(random, [{ pinned: true }, { pinned: false }, { markedUnread: true }]));
    else {
      const number = this.sent.get(id) ?? 0;
      this.sent.set(id, number + 1);
      await this.store.send(id, `${this.#name} ${number}`);
    }
    await new Promise((resolve) => setTimeout(resolve, random() * 60));
  }

  /** All that is on this device, as text. */
  async shown(): Promise<unknown> {
    const storage = new Storage();
    await storage.open(this.#name);
    const waiting = await storage.read((tx) => tx.objectStore("outbox").count(), -1);
    storage.close();
    const inbox = this.store.inbox("inbox").get();
    return {
      waiting,
      inbox: inbox.items.map(({ conversation, preview, unread }) => ({
        id: conversation.id,
        text: preview?.text,
        erased: preview?.erased,
        unread,
        pinned: conversation.pinned,
        markedUnread: conversation.markedUnread,
        readSeq: conversation.readSeq,
        head: conversation.head.seq,
      })),
      talks: this.talks.map((id) => this.store.timeline(id).get().items.map(plain)),
    };
  }

  async loadAll(): Promise<void> {
    for (const id of this.talks) {
      const timeline = this.store.timeline(id);
      while (timeline.get().status === "ready" && timeline.get().hasOlder) await timeline.loadOlder();
    }
  }

  /** Resolves once everything is as on the server; what it takes is a matter of the app's own pauses. */
  async settled(): Promise<void> {
    const ends = Date.now() + 120_000;
    for (;;) {
      await this.loadAll();
      const [shown, expected] = [await this.shown(), await this.expected()];
      if (Date.now() > ends) expect(shown, this.#name).toEqual(expected);
      try {
        expect(shown).toEqual(expected);
        return;
      } catch {
        await new Promise((resolve) => setTimeout(resolve, 500));
      }
    }
  }

  /** The same, as the server has it. */
  async expected(): Promise<unknown> {
    const { token, id: me } = this.person;
    const { items } = await harbour.ask<{ items: Conversation[] }>(token, "GET", "/v1/conversations");
    const talks = await Promise.all(this.talks.map((id) => logOf(token, id)));
    return {
      waiting: 0,
      inbox: items.map((one) => ({
        id: one.id,
        text: one.head.preview?.text,
        erased: one.head.preview?.erased ?? false,
        unread: one.unread,
        pinned: one.pinned,
        markedUnread: one.markedUnread,
        readSeq: one.readSeq,
        head: one.head.seq,
      })),
      talks: talks.map((log) => messagesOf(log, me)),
    };
  }
}

async function logOf(token: string, id: string): Promise<Entry[]> {
  const log: Entry[] = [];
  for (let more = true; more; ) {
    const page = await harbour.ask<{ items: Entry[]; hasMore: boolean }>(token, "GET", `/v1/conversations/${id}/entries?limit=200&after=${log.at(-1)?.seq ?? 0}`);
    log.push(...page.items);
    more = page.hasMore;
  }
  return log;
}

interface Plain {
  key: string;
  seq?: number;
  text: string;
  mine: boolean;
  edited: boolean;
  erased: boolean;
  state: string;
  reactions: string[];
}

const plain = ({ key, seq, text, mine, edited, erased, state, reactions }: Message): Plain => ({
  key,
  seq,
  text,
  mine,
  edited,
  erased,
  state,
  reactions: reactions.flatMap(({ emoji, by }) => by.map((one) => `${one} ${emoji}`)).sort(),
});

/** What a log says in order, without the app's own folding. */
function messagesOf(log: Entry[], me: string): Plain[] {
  const shown = new Map<number, Plain & { given: Map<string, string> }>();
  for (const { kind, seq, targetSeq = 0, sender, clientId, content, erased = false, hidden } of log) {
    const target = shown.get(targetSeq);
    if (kind === "message" && !hidden) {
      shown.set(seq, { key: clientId, seq, text: content.text ?? "", mine: sender === me, edited: false, erased, state: "sent", reactions: [], given: new Map() });
    } else if (target && !target.erased && kind === "edit") {
      target.text = content.text ?? "";
      target.edited = true;
    } else if (target && !target.erased && kind === "reaction") target.given.set(sender, content.emoji ?? "");
  }
  return [...shown.values()].map(({ given, ...message }) => ({
    ...message,
    reactions: [...given].filter(([, emoji]) => emoji !== "").map(([one, emoji]) => `${one} ${emoji}`).sort(),
  }));
}

test("devices come out of a storm equal to the server", { timeout: 600_000 }, async () => {
  console.warn(`STORM_SEED=${SEED}`);
  jsdom.reconfigure({ url: harbour.stormy });
  const people = [await harbour.signUp("storm.ada"), await harbour.signUp("storm.bob"), await harbour.signUp("storm.eve")] as const;
  const [ada, bob, eve] = people;
  const talk = async (one: Person, other: Person) => {
    await harbour.ask(one.token, "PUT", `/v1/accounts/${other.id}/follow`);
    await harbour.ask(other.token, "PUT", `/v1/accounts/${one.id}/follow`);
    return (await harbour.ask<Conversation>(one.token, "POST", "/v1/conversations", { kind: "direct", members: [other.id] })).id;
  };
  const talks = [await talk(ada, bob), await talk(ada, eve), await talk(bob, eve)] as const;
  const devices = [
    new Device(ada, 1, [talks[0], talks[1]]),
    new Device(await harbour.signIn(ada), 2, [talks[0], talks[1]]),
    new Device(bob, 1, [talks[0], talks[2]]),
    new Device(await harbour.signIn(bob), 2, [talks[0], talks[2]]),
    new Device(eve, 1, [talks[1], talks[2]]),
  ];
  try {
    await Promise.all(devices.map((device) => device.ready()));
    await harbour.weather("storm");
    await Promise.all(
      devices.map(async (device, number) => {
        const random = seeded(SEED * 100 + number);
        for (let act = 0; act < ACTS; act++) await device.act(random);
      }),
    );
    console.warn(await harbour.weather("calm"));
    for (const device of devices) await device.settled();
    for (const [number, id] of talks.entries()) await accounted(devices, id, number);
  } finally {
    devices.forEach((device) => device.close());
  }
});

/** Everything that was said is in the log once, in the order in which each device said it. */
async function accounted(devices: Device[], id: string, number: number): Promise<void> {
  const inIt = devices.filter(({ talks }) => talks.includes(id));
  const log = await logOf((inIt[0] as Device).person.token, id);
  const said = log.filter(({ kind }) => kind === "message");
  for (const person of new Set(inIt.map((one) => one.person.id))) {
    const wanted = inIt.filter((one) => one.person.id === person).reduce((sum, one) => sum + (one.sent.get(id) ?? 0), 0);
    expect(said.filter(({ sender }) => sender === person).length, `messages of one person in conversation ${number}`).toBe(wanted);
  }
  for (const { label } of inIt) {
    const numbers = said.flatMap(({ content }) => (content.text?.startsWith(`${label} `) ? [Number(content.text.split(" ")[1])] : []));
    expect(numbers, `the order of ${label} in conversation ${number}`).toEqual([...numbers].sort((a, b) => a - b));
  }
}
