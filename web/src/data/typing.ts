/** Who is writing. Each word holds for a few seconds; a message ends it. */
import { Value, batch, family, type Readable } from "./readable";
import type { ID } from "./types";

const SHOWN = 6000;
const EVERY = 3000;
const NOBODY: ID[] = [];

export class Typing {
  readonly #who = family((_id: ID) => new Value<ID[]>(NOBODY));
  readonly #timers = new Map<string, ReturnType<typeof setTimeout>>();
  readonly #told = new Map<ID, number>();
  readonly #version = new Value(0);

  constructor(private readonly send: (id: ID) => void) {}

  /** Changes with anyone, anywhere. */
  get version(): Readable<number> {
    return this.#version;
  }

  in(id: ID): Readable<ID[]> {
    return this.#who(id);
  }

  /** Someone else is writing. */
  heard(id: ID, account: ID): void {
    const key = `${id}/${account}`;
    clearTimeout(this.#timers.get(key));
    this.#timers.set(key, setTimeout(() => this.ended(id, account), SHOWN));
    this.#set(id, (who) => (who.includes(account) ? who : [...who, account]));
  }

  ended(id: ID, account: ID): void {
    const key = `${id}/${account}`;
    clearTimeout(this.#timers.get(key));
    this.#timers.delete(key);
    this.#set(id, (who) => (who.includes(account) ? who.filter((one) => one !== account) : who));
  }

  /** Nobody is heard there any more. */
  left(id: ID): void {
    for (const account of this.#who(id).get()) this.ended(id, account);
  }

  /** This person is writing: said to the server at most every few seconds. */
  now(id: ID): void {
    const at = Date.now();
    if (at - (this.#told.get(id) ?? -EVERY) < EVERY) return;
    this.#told.set(id, at);
    this.send(id);
  }

  /** What was written has left: the next word is news again. */
  sent(id: ID): void {
    this.#told.delete(id);
  }

  clear(): void {
    for (const timer of this.#timers.values()) clearTimeout(timer);
    this.#timers.clear();
    this.#told.clear();
  }

  #set(id: ID, change: (who: ID[]) => ID[]): void {
    const before = this.#who(id).get();
    batch(() => {
      this.#who(id).update(change);
      if (this.#who(id).get() !== before) this.#version.update((n) => n + 1);
    });
  }
}
