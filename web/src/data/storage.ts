/** The local copy in IndexedDB. Memory is the truth of a running tab; this is what the next opening starts from. */
import { openDB, type DBSchema, type IDBPDatabase, type IDBPTransaction, type StoreNames } from "idb";
import type { StoredConversation } from "./conversation";
import { isConversation, isOutboxItem, isProfile } from "./kept";
import type { OutboxItem } from "./pending";
import { Value, type Readable } from "./readable";
import type { StorageState } from "./store";
import type { Entry, ID, Profile } from "./types";

/** The stretch of a conversation's log that is kept: every root entry from `from` on, and every entry up to `to`. */
export interface StoredTail {
  id: ID;
  from: number;
  to: number;
  hasOlder: boolean;
}

export interface Schema extends DBSchema {
  meta: { key: string; value: unknown };
  profiles: { key: ID; value: Profile };
  conversations: { key: ID; value: StoredConversation };
  entries: { key: [ID, number]; value: Entry };
  tails: { key: ID; value: StoredTail };
  outbox: { key: number; value: OutboxItem };
}

type Name = StoreNames<Schema>;
type Transaction<M extends IDBTransactionMode> = IDBPTransaction<Schema, Name[], M>;

const STORES: Name[] = ["meta", "profiles", "conversations", "entries", "tails", "outbox"];
const VERSION = 1;

/** Everything but the entries, as read when the app opens; `meta` is for who uses it to check. */
export interface Snapshot {
  meta: Map<string, unknown>;
  profiles: Profile[];
  conversations: StoredConversation[];
  outbox: OutboxItem[];
  /** Nothing of what was kept is broken. */
  sound: boolean;
}

export class Storage {
  readonly #state = new Value<StorageState>("kept");
  #db: IDBPDatabase<Schema> | undefined;

  /** Whether what is written stays. */
  get state(): Readable<StorageState> {
    return this.#state;
  }

  async open(name: string): Promise<void> {
    try {
      this.#db = await openDB<Schema>(name, VERSION, {
        upgrade: (db) => {
          db.createObjectStore("meta");
          db.createObjectStore("profiles", { keyPath: "id" });
          db.createObjectStore("conversations", { keyPath: "id" });
          db.createObjectStore("entries", { keyPath: ["conversationId", "seq"] });
          db.createObjectStore("tails", { keyPath: "id" });
          db.createObjectStore("outbox", { keyPath: "order" });
        },
        // A newer version of the app in another tab may upgrade; this tab goes on in memory.
        blocking: (_from, _to, event) => {
          (event.target as IDBDatabase).close();
          this.#giveUp();
        },
        terminated: () => this.#giveUp(),
      });
    } catch {
      this.#giveUp();
    }
  }

  close(): void {
    this.#db?.close();
    this.#db = undefined;
  }

  /** Reads; without storage the answer is `otherwise`. */
  async read<T>(work: (tx: Transaction<"readonly">) => Promise<T>, otherwise: T): Promise<T> {
    if (!this.#db) return otherwise;
    try {
      const tx = this.#db.transaction(STORES, "readonly");
      // What fails in it is told by the work; its own end is nobody's to await.
      tx.done.catch(() => undefined);
      return await work(tx);
    } catch {
      this.#giveUp();
      return otherwise;
    }
  }

  /** Writes in one transaction. When storage fails (quota, private mode) the app goes on in memory. */
  async write(names: Name[], work: (tx: Transaction<"readwrite">) => Promise<unknown> | void): Promise<void> {
    if (!this.#db) return;
    try {
      const tx = this.#db.transaction(names, "readwrite");
      // The transaction's own end is awaited too, so that its failure is never an unhandled rejection.
      await Promise.all([work(tx as Transaction<"readwrite">), tx.done]);
    } catch {
      this.#giveUp();
    }
  }

  snapshot(): Promise<Snapshot> {
    return this.read<Snapshot>(
      async (tx) => {
        const meta = tx.objectStore("meta");
        const [keys, values, profiles, conversations, outbox] = await Promise.all([
          meta.getAllKeys(),
          meta.getAll(),
          tx.objectStore("profiles").getAll(),
          tx.objectStore("conversations").getAll(),
          tx.objectStore("outbox").getAll(),
        ]);
        const kept = {
          profiles: profiles.filter(isProfile),
          conversations: conversations.filter(isConversation),
          outbox: outbox.filter(isOutboxItem),
        };
        const sound = kept.profiles.length === profiles.length && kept.conversations.length === conversations.length;
        return { meta: new Map(keys.map((key, i) => [key, values[i]])), ...kept, sound };
      },
      { meta: new Map(), profiles: [], conversations: [], outbox: [], sound: true },
    );
  }

  /** Keeps one small value; undefined removes it. */
  setMeta(key: string, value: unknown): Promise<void> {
    return this.write(["meta"], (tx) => {
      const meta = tx.objectStore("meta");
      return value === undefined ? meta.delete(key) : meta.put(value, key);
    });
  }

  /** Removes everything that is kept, but that a session is being left. */
  wipe(): Promise<void> {
    return this.write(STORES, async (tx) => {
      const leaving: unknown = await tx.objectStore("meta").get("leaving");
      await Promise.all(STORES.map((name) => tx.objectStore(name).clear()));
      if (leaving) await tx.objectStore("meta").put(leaving, "leaving");
    });
  }

  #giveUp(): void {
    this.#db = undefined;
    this.#state.set("memory");
  }
}

export const everyEntryOf = (id: ID): IDBKeyRange => IDBKeyRange.bound([id, 0], [id, Infinity]);
