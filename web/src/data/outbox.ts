/**
 * Everything this person wants said or changed and that the server has not taken yet. An item shows, leaves and goes to storage at the
 * same time: its client id is fixed before, so what left and was not kept is with the server, and what was kept and did not leave is sent by
 * whoever reads it. One tab sends; items of one lane leave strictly in order, each under one client id until the server has answered for it.
 */
import { backoff } from "./backoff";
import { coalesce, concerns, laneOf, reports, uploads, type OutboxItem, type Wish } from "./pending";
import { isOutboxItem } from "./kept";
import { asProblem, type Problem } from "./problem";
import { Value, batch, computed, family, type Readable } from "./readable";
import type { Storage } from "./storage";
import type { Tabs } from "./tabs";
import type { Conversation, Entry, ID, Relation } from "./types";

/**
 * What the server answered to an item, and as of when: an entry for what went into the log, a conversation for a change of one's view, what
 * stands between two people, the requests that could not be answered, and why where that has to be told.
 */
export type Outcome = { asked?: number; entry?: Entry; conversation?: Conversation; relation?: Relation; unanswered?: ID[]; problem?: Problem };

export interface OutboxPort {
  storage: Storage;
  tabs: Tabs;
  /** Sends one item; throws Problem. */
  perform(item: OutboxItem): Promise<Outcome>;
  /** Uploads an item's photos; `keep` keeps what is left of it to do. Throws Problem. */
  upload(item: OutboxItem, keep: (wish: Wish) => Promise<void>, signal: AbortSignal): Promise<void>;
  /** Takes in what came of an item. Runs in the same batch that removes it. */
  done(item: OutboxItem, outcome: Outcome): void;
  /** A change was refused for good and is taken back. */
  refused(item: OutboxItem, problem: Problem): void;
}

const NONE: OutboxItem[] = [];

/** The queue in storage. */
interface Kept {
  put(item: OutboxItem): Promise<unknown>;
  delete(order: number): Promise<unknown>;
}

export class Outbox {
  readonly #items = new Value<OutboxItem[]>(NONE);
  readonly #of: (id: ID) => Readable<OutboxItem[]>;
  readonly #busy = new Set<string>();
  readonly #uploading = new Map<string, AbortController>();
  #leading = false;
  #stop = new AbortController();
  #attempt = 0;
  /** Nothing leaves before this time; `firm` when the server named it. */
  #pause: { until: number; firm: boolean } | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #lastOrder = 0;
  /** How often what is in storage changed, as far as this tab did it or was told. */
  #changes = 0;

  constructor(private readonly port: OutboxPort) {
    this.#of = family((id: ID) => {
      let before = NONE;
      // Keeps the same list while nothing of this conversation changed.
      return computed([this.#items], (items) => {
        const mine = items.filter((item) => concerns(item, id));
        if (mine.length !== before.length || mine.some((item, i) => item !== before[i])) before = mine;
        return before;
      });
    });
  }

  get items(): Readable<OutboxItem[]> {
    return this.#items;
  }

  /** What waits in one conversation, or of one person, in order. */
  of(id: ID): Readable<OutboxItem[]> {
    return this.#of(id);
  }

  load(items: OutboxItem[]): void {
    this.#show(items);
  }

  /** Starts sending, in this tab or once the tab that sends has gone. */
  start(): void {
    this.#stop = new AbortController();
    const { signal } = this.#stop;
    void this.port.tabs.lead(signal, () => {
      if (signal.aborted) return;
      this.#leading = true;
      void this.reload().then(() => this.wake());
    });
  }

  stop(): void {
    this.#stop.abort();
    this.#leading = false;
    this.#pause = undefined;
    this.#attempt = 0;
    clearTimeout(this.#timer);
  }

  clear(): void {
    this.#changes++;
    this.#show(NONE);
  }

  /** Puts a wish in the queue, where it shows and from where it leaves at once; resolves once it is kept. */
  async add(conversationId: ID, wish: Wish): Promise<void> {
    const { wish: merged, replaced } = coalesce(this.#items.get(), conversationId, wish);
    const item: OutboxItem = {
      order: this.#nextOrder(),
      id: crypto.randomUUID(),
      conversationId,
      at: Date.now(),
      wish: merged,
      state: "waiting",
    };
    await this.#put(item, replaced);
  }

  /** Sends a failed item again, after everything that waits. */
  async retry(id: string): Promise<void> {
    const failed = this.#failed(id);
    if (failed) await this.#put({ ...failed, order: this.#nextOrder(), state: "waiting", problem: undefined }, [failed]);
  }

  /** Gives up what failed, or waits for its photos. */
  async discard(id: string): Promise<void> {
    const item = this.#items.get().find((one) => one.id === id && (one.state === "failed" || uploads(one)));
    this.#uploading.get(id)?.abort();
    if (item) await this.#drop([item]);
  }

  /** Drops what waits in a conversation that is none of this person's any more. A report is no part of it: the server says what becomes of that. */
  async forget(id: ID): Promise<void> {
    const dropped = this.#items.get().filter((item) => item.conversationId === id && !reports(item));
    if (dropped.length > 0) await this.#drop(dropped);
  }

  /** Reads the queue again, after another tab changed it. */
  async reload(): Promise<void> {
    if (this.port.storage.state.get() === "memory") return;
    let items: OutboxItem[] | undefined;
    let changes: number;
    do {
      // A read comes after every write that began before it, and knows of none that began later.
      changes = this.#changes;
      items = await this.port.storage.read((tx) => tx.objectStore("outbox").getAll(), undefined);
    } while (changes !== this.#changes);
    if (items) this.#show(items.filter(isOutboxItem));
    this.#pump();
  }

  /** Another tab's item left. */
  left(order: number): void {
    this.#changes++;
    this.#show(this.#items.get().filter((item) => item.order !== order));
  }

  /** The network or the connection is back: try at once, unless the server asked to wait. */
  wake(): void {
    if (!this.#pause?.firm) {
      this.#attempt = 0;
      this.#resume();
    }
    this.#pump();
  }

  async #put(item: OutboxItem, replaced: OutboxItem[]): Promise<void> {
    const gone = new Set(replaced.map((old) => old.order));
    // It is on its way before anyone draws it.
    batch(() => {
      this.#show([...this.#items.get().filter((old) => !gone.has(old.order)), item]);
      this.wake();
    });
    await this.#write((kept) => [...[...gone].map((order) => kept.delete(order)), kept.put(item)]);
    this.port.tabs.tell({ type: "outbox" });
  }

  /** Changes what is kept, in the order of the calls; resolves once it is. */
  #write(change: (kept: Kept) => Promise<unknown>[]): Promise<void> {
    this.#changes++;
    return this.port.storage.write(["outbox"], (tx) => {
      const parts = change(tx.objectStore("outbox"));
      // Nothing follows: it need not wait until this page has heard of each part.
      tx.commit();
      return Promise.all(parts);
    });
  }

  async #drop(items: OutboxItem[]): Promise<void> {
    const gone = new Set(items.map((item) => item.order));
    this.#show(this.#items.get().filter((item) => !gone.has(item.order)));
    await this.#write((kept) => [...gone].map((order) => kept.delete(order)));
    this.port.tabs.tell({ type: "outbox" });
  }

  #pump(): void {
    if (!this.#mayRun()) return;
    for (const item of this.#items.get()) if (item.state === "waiting") void this.#run(laneOf(item));
  }

  #mayRun(): boolean {
    return !this.#stop.signal.aborted && (this.#leading || this.port.storage.state.get() === "memory") && !this.#pause;
  }

  /** Sends a lane's items one after the other until it is empty or has to wait. */
  async #run(lane: string): Promise<void> {
    if (this.#busy.has(lane)) return;
    this.#busy.add(lane);
    const { signal } = this.#stop;
    try {
      for (let item = this.#first(lane); item && this.#mayRun() && !signal.aborted; item = this.#first(lane)) {
        await (uploads(item) ? this.#upload(item, signal) : this.#attemptOne(item, signal));
      }
    } finally {
      this.#busy.delete(lane);
    }
    // A stop and a new start may have come while the last answer was awaited.
    if (signal.aborted && this.#mayRun()) void this.#run(lane);
  }

  #first(lane: string): OutboxItem | undefined {
    return this.#items.get().find((item) => item.state === "waiting" && laneOf(item) === lane);
  }

  async #attemptOne(item: OutboxItem, signal: AbortSignal): Promise<void> {
    let outcome: Outcome;
    try {
      outcome = await this.port.perform(item);
    } catch (cause) {
      if (signal.aborted) return;
      const problem = asProblem(cause);
      if (problem.transient) this.#wait(problem);
      else await this.#refuse(item, problem);
      return;
    }
    if (signal.aborted) return;
    this.#attempt = 0;
    batch(() => {
      this.port.done(item, outcome);
      this.left(item.order);
    });
    await this.#write((kept) => [kept.delete(item.order)]);
    // Who reads the queue again finds it gone.
    this.port.tabs.tell({ type: "sent", order: item.order, entry: outcome.entry });
  }

  async #upload(item: OutboxItem, stopped: AbortSignal): Promise<void> {
    const end = new AbortController();
    this.#uploading.set(item.id, end);
    const signal = AbortSignal.any([stopped, end.signal]);
    let now = item;
    const keep = async (wish: Wish) => {
      // Another tab may have given it up.
      if (signal.aborted || !this.#items.get().includes(now)) throw new DOMException("given up", "AbortError");
      const next = { ...now, wish };
      this.#items.set(this.#items.get().map((one) => (one === now ? next : one)));
      now = next;
      await this.#write((kept) => [kept.put(next)]);
      this.port.tabs.tell({ type: "outbox" });
    };
    try {
      await this.port.upload(item, keep, signal);
      this.#attempt = 0;
    } catch (cause) {
      if (signal.aborted || !this.#items.get().includes(now)) return;
      const problem = asProblem(cause);
      if (problem.transient) this.#wait(problem);
      else await this.#refuse(now, problem);
    } finally {
      this.#uploading.delete(item.id);
    }
    this.#pump();
  }

  /** A refused message stays, with its reason, for a retry or its end; any other refused change is taken back and told. */
  async #refuse(item: OutboxItem, problem: Problem): Promise<void> {
    // A newer wish may have taken its place while it was on its way.
    if (!this.#items.get().includes(item)) return;
    if (item.wish.kind !== "message") {
      const dropped = this.#drop([item]);
      this.port.refused(item, problem);
      return dropped;
    }
    const failed: OutboxItem = { ...item, state: "failed", problem: problem.toJSON() };
    this.#show(this.#items.get().map((one) => (one === item ? failed : one)));
    await this.#write((kept) => [kept.put(failed)]);
    this.port.tabs.tell({ type: "outbox" });
  }

  #wait(problem: Problem): void {
    const now = Date.now();
    const named = problem.retryAt ? Date.parse(problem.retryAt) : 0;
    const until = Math.max(named, now + backoff(this.#attempt++));
    this.#pause = { until, firm: named > now };
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#resume();
      this.#pump();
    }, until - now);
  }

  #resume(): void {
    this.#pause = undefined;
    clearTimeout(this.#timer);
  }

  #failed(id: string): OutboxItem | undefined {
    return this.#items.get().find((item) => item.id === id && item.state === "failed");
  }

  /** Later than everything known; time keeps the orders of several tabs apart and in their order. */
  #nextOrder(): number {
    const last = this.#items.get().at(-1)?.order ?? 0;
    this.#lastOrder = Math.max(Date.now() * 1000 + Math.floor(Math.random() * 1000), last + 1, this.#lastOrder + 1);
    return this.#lastOrder;
  }

  /** Keeps the objects of items that did not change, so that what is shown of them stays the same. */
  #show(items: OutboxItem[]): void {
    const known = new Map(this.#items.get().map((item) => [item.order, item]));
    const next = items.map((item) => {
      const old = known.get(item.order);
      // Where another tab uploads, it says how far it came.
      return old && old.state === item.state && (this.#leading || !uploads(old)) ? old : item;
    });
    this.#items.set(next.sort((a, b) => a.order - b.order));
  }
}
