/**
 * Checks that this device has of each conversation what everyone has: each entry comes with a hash of the log before it, the server tells that of
 * the whole log, and what is marked as delivered carries this device's own, which the server compares. Loaded once the app stands, and takes no
 * code of the first load, which that would cut into more parts. What differs is read anew.
 */
import type { Api } from "../api";
import type { Entities } from "../entities";
import type { Histories } from "../histories";
import type { Sender } from "../perform";
import type { Readable, Value } from "../readable";
import type { Storage } from "../storage";
import type { Entry, ID } from "../types";
import { Chain } from "./chain";

/** How much of the end of a log is looked at. */
const REACH = 2000;
const PAGE = 200;

export interface Completeness {
  /** "unknown": not looked at, or the server could not be asked; "differs": also after it was read anew. */
  state: "unknown" | "checking" | "complete" | "repaired" | "differs";
  /** When the first of what was looked at was written. */
  since?: string;
}

export interface Held {
  api: Api;
  storage: Storage;
  entities: Entities;
  histories: Histories;
  sender: Sender;
  me(): ID;
  value: <T>(first: T) => Value<T>;
}

export type Checked = ReturnType<typeof check>;

export function check(held: Held) {
  const { api, storage, entities, histories, sender } = held;
  let me = held.me();
  const chains = new Map<ID, Chain>();
  const loads = new Map<ID, Promise<Chain>>();
  const states = new Map<ID, Value<Completeness>>();
  const repairs = new Map<ID, Promise<void>>();
  /** What differs though it was read anew: that is told, and not tried again and again. */
  const lost = new Set<ID>();
  const repaired = new Set<ID>();

  /** Another person's are other conversations. */
  const own = () => {
    if (me === held.me()) return;
    me = held.me();
    for (const one of [chains, loads, states, repairs, lost, repaired]) one.clear();
  };

  const state = (id: ID): Value<Completeness> => {
    own();
    let one = states.get(id);
    if (!one) states.set(id, (one = held.value<Completeness>({ state: "unknown" })));
    return one;
  };

  /** The chain of a conversation, with what is stored of it. From then on it follows what comes. */
  const load = (id: ID): Promise<Chain> => {
    own();
    let loading = loads.get(id);
    if (!loading) {
      const chain = new Chain();
      chains.set(id, chain);
      loading = storage
        .read<Entry[]>((tx) => tx.objectStore("entries").getAll(IDBKeyRange.bound([id, 0], [id, Infinity])), [])
        .then((entries) => {
          for (const entry of entries) chain.add(entry);
          return chain;
        });
      loads.set(id, loading);
    }
    return loading;
  };

  histories.source.heard = (id, entries) => {
    own();
    const chain = chains.get(id);
    if (!chain) return;
    for (const entry of entries) chain.add(entry);
    if (chain.broken && !lost.has(id)) void repair(id, true);
  };

  /** Drops the copy of a conversation and reads it anew. */
  const repair = (id: ID, tell: boolean): Promise<void> => {
    let repairing = repairs.get(id);
    if (!repairing) {
      repairing = mend(id, tell).finally(() => repairs.delete(id));
      repairs.set(id, repairing);
    }
    return repairing;
  };

  const mend = async (id: ID, tell: boolean) => {
    const folder = entities.conversations.get(id)?.folder;
    // Who only asks to write is told nothing, not even that there is a device.
    if (tell && folder !== "requests" && folder !== "hidden") await sender.markDelivered(id, 1, { differs: true }).catch(() => undefined);
    const { head } = await api.getConversation(id);
    entities.change(id, (known) => ({ ...known, head }));
    chains.delete(id);
    loads.delete(id);
    await histories.of(id).anew();
    const chain = await load(id);
    if (chain.fits(head) && chain.last <= Math.max(head.seq, entities.conversations.get(id)?.head.seq ?? 0)) repaired.add(id);
    else lost.add(id);
    state(id).set({ ...state(id).get(), state: lost.has(id) ? "differs" : "repaired" });
  };

  /** Fetches what lies between what is here, such as reactions to messages that are not. */
  const fill = async (id: ID, chain: Chain, from: number, to: number) => {
    for (let gap = chain.missing(from, to); gap !== undefined; gap = chain.missing(gap, to)) {
      const { items } = await api.listEntries(id, { after: gap - 1, limit: PAGE });
      if (!items.some((entry) => entry.seq === gap)) return;
      for (const entry of items) {
        chain.add(entry);
        await histories.of(id).apply(entry);
      }
      await storage.write(["entries"], (tx) => Promise.all(items.map((entry) => tx.objectStore("entries").put(entry))));
    }
  };

  /** Looks whether all is here, and answers from when on. */
  const compare = async (id: ID): Promise<string | undefined> => {
    await histories.ensure(id);
    const chain = await load(id);
    // What is here was in the log before the server was asked.
    const { last } = chain;
    const { head, clearedBefore } = await api.getConversation(id);
    await histories.of(id).catchUp(head.seq);
    const from = Math.max(clearedBefore, head.seq - REACH) + 1;
    // Where the browser gives no storage, what is on screen is asked for again.
    const first = chain.first(from)?.seq ?? histories.of(id).tail?.from;
    if (first) await fill(id, chain, Math.max(first, from), head.seq);
    if (head.seq < last || !chain.fits(head)) throw new Differs();
    return chain.first(from)?.at;
  };

  return {
    state: (id: ID): Readable<Completeness> => state(id),

    /** Compares what is here with the server, all of it that is kept. */
    async look(id: ID): Promise<void> {
      const result = state(id);
      if (result.get().state === "checking") return;
      result.set({ state: "checking" });
      lost.delete(id);
      try {
        const since = await compare(id).catch(async (cause: unknown) => {
          if (!(cause instanceof Differs)) throw cause;
          await repair(id, true);
          return compare(id);
        });
        result.set({ state: repaired.has(id) ? "repaired" : "complete", since });
      } catch (cause) {
        if (cause instanceof Differs) lost.add(id);
        result.set({ state: cause instanceof Differs ? "differs" : "unknown" });
      }
    },

    /** Tells the server that all up to `seq` is here, with the hash of it. */
    async delivered(id: ID, seq: number): Promise<void> {
      const chain = await load(id);
      const hash = lost.has(id) ? undefined : chain.hashAt(seq);
      try {
        await sender.markDelivered(id, seq, hash === undefined ? undefined : { hash });
      } catch (cause) {
        if ((cause as { code?: string }).code !== "log_differs") throw cause;
        await repair(id, false);
        await sender.markDelivered(id, seq);
      }
    },
  };
}

class Differs extends Error {}
