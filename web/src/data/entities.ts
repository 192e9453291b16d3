/** Everything known, one entity per id. */
import { merged, stored, type StoredConversation } from "./conversation";
import { Value, batch, type Readable } from "./readable";
import type { Storage } from "./storage";
import { told } from "./relation";
import type { Conversation, ID, Profile } from "./types";

/** Rows by id, each watchable alone; `version` changes with any of them. What changes is kept in storage. */
class Table<T extends { id: ID }> {
  readonly #rows = new Map<ID, Value<T | undefined>>();
  readonly #version = new Value(0);
  readonly #dirty = new Set<ID>();

  constructor(
    private readonly storage: Storage,
    private readonly name: "profiles" | "conversations",
  ) {}

  get version(): Readable<number> {
    return this.#version;
  }

  get(id: ID): T | undefined {
    return this.#rows.get(id)?.get();
  }

  row(id: ID): Value<T | undefined> {
    let row = this.#rows.get(id);
    if (!row) this.#rows.set(id, (row = new Value<T | undefined>(undefined)));
    return row;
  }

  all(): T[] {
    return [...this.#rows.values()].map((row) => row.get()).filter((item) => item !== undefined);
  }

  /** What was kept; never over something newer. */
  load(items: T[]): void {
    batch(() => {
      for (const item of items) if (!this.get(item.id)) this.row(item.id).set(item);
      this.#version.update((n) => n + 1);
    });
  }

  put(item: T): void {
    const row = this.row(item.id);
    const before = row.get();
    if (before === item || (before && JSON.stringify(before) === JSON.stringify(item))) return;
    batch(() => {
      row.set(item);
      this.#version.update((n) => n + 1);
    });
    this.#keep(item.id);
  }

  remove(id: ID): void {
    if (!this.get(id)) return;
    batch(() => {
      this.row(id).set(undefined);
      this.#version.update((n) => n + 1);
    });
    this.#keep(id);
  }

  clear(): void {
    this.#dirty.clear();
    batch(() => {
      for (const row of this.#rows.values()) row.set(undefined);
      this.#version.update((n) => n + 1);
    });
  }

  /** Many changes of one turn are written in one transaction. */
  #keep(id: ID): void {
    this.#dirty.add(id);
    if (this.#dirty.size > 1) return;
    queueMicrotask(() => {
      const ids = [...this.#dirty];
      this.#dirty.clear();
      if (ids.length === 0) return;
      void this.storage.write([this.name], (tx) => {
        const store = tx.objectStore(this.name);
        return Promise.all(
          ids.map((one) => {
            const item = this.get(one);
            return item ? store.put(item as never) : store.delete(one);
          }),
        );
      });
    });
  }
}

export class Entities {
  readonly profiles: Table<Profile>;
  /** As the server told, without what waits in the outbox. */
  readonly conversations: Table<StoredConversation>;
  #moment = 0;
  /** Of whom and what something was told, as of when. */
  readonly #asOf = new Map<ID, number>();

  constructor(storage: Storage) {
    this.profiles = new Table(storage, "profiles");
    this.conversations = new Table(storage, "conversations");
  }

  /**
   * What is asked for now is as of this moment, whenever the answer comes: what was told meanwhile may be newer, and stays. Whatever an answer
   * knows beyond that, an event or a sync tells of, too.
   */
  asking(): number {
    return ++this.#moment;
  }

  /**
   * Takes in what the server says of a conversation and its people: told by itself, or the answer to what was asked before, with what is known to
   * have happened later.
   */
  take(conversation: Conversation, asked = this.asking(), later = (said: StoredConversation) => said): void {
    const known = this.conversations.get(conversation.id);
    const said = later(stored(conversation));
    batch(() => {
      for (const member of conversation.members) this.meet(member.account, asked);
      this.conversations.put(this.#newest(known, said, asked, merged));
    });
  }

  /** Takes in what the server says of a person, as above. */
  meet(profile: Profile, asked = this.asking()): void {
    this.profiles.put(this.#newest(this.profiles.get(profile.id), profile, asked, told));
  }

  /** What is said over what is known, or the other way round if that is newer. */
  #newest<T extends { id: ID }>(known: T | undefined, said: T, asked: number, over: (older: T | undefined, newer: T) => T): T {
    if (known && this.overtaken(said.id, asked)) return over(said, known);
    this.#asOf.set(said.id, asked);
    return over(known, said);
  }

  /** Whether something was told of it that is, or may be, newer than an answer. */
  overtaken(id: ID, asked: number): boolean {
    return asked < (this.#asOf.get(id) ?? 0);
  }

  change(id: ID, change: (known: StoredConversation) => StoredConversation): void {
    const known = this.conversations.get(id);
    if (known) this.conversations.put(change(known));
  }

  clear(): void {
    batch(() => {
      this.profiles.clear();
      this.conversations.clear();
    });
  }
}
