/** What is viewed once: who has opened it, and opening it. Loaded with the first that is shown. */
import { Value, family, type Readable } from "../readable";
import type { Store } from "../store";
import type { ID, Viewing } from "../types";

/** By this person, or of their own by others; nothing is said of what was not opened. */
export type Openings = ReadonlyMap<number, { at: string; count: number }>;

const NONE: Openings = new Map();
/** Those that are drawn in the same moment are asked about together, after so many milliseconds. */
const TOGETHER = 60;
/** It can be opened for so long, in milliseconds. */
const LASTS = 14 * 24 * 3_600_000;

/** Whether its time is over, as the server counts it. */
export function over(at: number, now: number): boolean {
  return now >= at + LASTS;
}

/** Keeps what was opened, of one store. */
class Keeper {
  /** By account and conversation: another person may sign in. */
  readonly #all = family((_key: string) => new Value(NONE));
  readonly #wanted = new Map<ID, Set<number>>();
  #due = false;

  constructor(private readonly store: Pick<Store, "api" | "session" | "played">) {
    store.played.subscribe(() => {
      const event = store.played.get();
      if (event?.type === "opened") this.want(event.conversationId, event.seq);
    });
  }

  of(id: ID): Readable<Openings> {
    return this.#of(id);
  }

  #of(id: ID): Value<Openings> {
    return this.#all(`${this.store.session.get().me?.id ?? ""}/${id}`);
  }

  /** It is shown, or something was told of it. */
  want(id: ID, seq: number): void {
    this.#wanted.set(id, (this.#wanted.get(id) ?? new Set()).add(seq));
    if (this.#due) return;
    this.#due = true;
    setTimeout(() => {
      this.#due = false;
      for (const [of, seqs] of this.#wanted) void this.#ask(of, [...seqs]);
      this.#wanted.clear();
    }, TOGETHER);
  }

  async #ask(id: ID, seqs: number[]): Promise<void> {
    const query = { first: Math.min(...seqs), last: Math.max(...seqs) };
    try {
      const { items } = await this.store.api.ask((http) => http.GET("/v1/conversations/{id}/opened", { params: { path: { id }, query } }));
      this.#of(id).update((now) => new Map([...now, ...items.map(({ seq, at, count }) => [seq, { at, count }] as const)]));
    } catch {
      // Nothing is said of them; they are asked about when they are shown again.
    }
  }

  /** Opens it, which the server lets one do once. */
  async open(id: ID, seq: number): Promise<Viewing> {
    return this.store.api.ask((http) => http.POST("/v1/conversations/{id}/entries/{seq}/opening", { params: { path: { id, seq } } }));
  }

  /** It was viewed: where it was is nothing any more. What is not told ends by itself in some minutes. */
  close(id: ID, seq: number): void {
    this.store.api.ask((http) => http.DELETE("/v1/conversations/{id}/entries/{seq}/opening", { params: { path: { id, seq } } })).catch(() => undefined);
    this.want(id, seq);
  }

  /** The names of who has opened one of this person's own. */
  async openers(id: ID, seq: number): Promise<string[]> {
    const { items } = await this.store.api.ask((http) => http.GET("/v1/conversations/{id}/entries/{seq}/opening", { params: { path: { id, seq } } }));
    return items.map(({ person }) => person.name || person.handle);
  }
}

const keepers = new WeakMap<object, Keeper>();

export function openingsIn(store: Store): Keeper {
  const known = keepers.get(store) ?? new Keeper(store);
  keepers.set(store, known);
  return known;
}
