/** Which voice notes were played: this person's own plays, the same on all devices, and whether the other has played theirs. Loaded with the first voice note. */
import { Value, family, type Readable } from "../readable";
import type { Store } from "../store";
import type { ID } from "../types";

export interface Plays {
  /** Of others, by this person. Nothing is said of those that were not asked about. */
  played: ReadonlySet<number>;
  /** This person's own, by the other of a direct conversation. */
  heard: ReadonlySet<number>;
  /** Of which the server was asked. */
  asked: ReadonlySet<number>;
}

const NONE: Plays = { played: new Set(), heard: new Set(), asked: new Set() };
/** As many are told to the server at once. */
const MOST = 200;
/** Those that are drawn in the same moment are asked about together, after so many milliseconds. */
const TOGETHER = 60;

/** Keeps what was played, of one store. */
class Keeper {
  /** By account and conversation: another person may sign in. */
  readonly #all = family((_key: string) => new Value(NONE));
  readonly #wanted = new Map<ID, Set<number>>();
  readonly #untold = new Map<ID, Set<number>>();
  #due = false;

  constructor(private readonly store: Pick<Store, "api" | "session" | "played">) {
    store.played.subscribe(() => {
      const event = store.played.get();
      if (event?.type !== "played") return;
      const mine = event.accountId === store.session.get().me?.id;
      this.#add(event.conversationId, { [mine ? "played" : "heard"]: event.seqs });
    });
    addEventListener("online", () => this.#tell());
  }

  of(id: ID): Readable<Plays> {
    return this.#of(id);
  }

  #of(id: ID): Value<Plays> {
    return this.#all(`${this.store.session.get().me?.id ?? ""}/${id}`);
  }

  /** A voice note is shown. */
  want(id: ID, seq: number): void {
    if (this.#of(id).get().asked.has(seq)) return;
    const wanted = this.#wanted.get(id) ?? new Set();
    this.#wanted.set(id, wanted.add(seq));
    if (this.#due) return;
    this.#due = true;
    setTimeout(() => {
      this.#due = false;
      for (const [of, seqs] of this.#wanted) void this.#ask(of, [...seqs]);
      this.#wanted.clear();
    }, TOGETHER);
  }

  /** This person plays a voice note of another's. The server learns of it now, or once there is a network. */
  mark(id: ID, seq: number): void {
    if (this.#of(id).get().played.has(seq)) return;
    this.#add(id, { played: [seq] });
    this.#untold.set(id, (this.#untold.get(id) ?? new Set()).add(seq));
    this.#tell();
  }

  async #ask(id: ID, seqs: number[]): Promise<void> {
    const query = { first: Math.min(...seqs), last: Math.max(...seqs) };
    try {
      const { played, heard } = await this.store.api.ask((http) => http.GET("/v1/conversations/{id}/played", { params: { path: { id }, query } }));
      this.#add(id, { played, heard, asked: seqs });
    } catch {
      // Nothing is said of them; they are asked about when they are shown again.
    }
  }

  #tell(): void {
    for (const [id, seqs] of this.#untold) {
      const some = [...seqs].slice(0, MOST);
      if (some.length === 0) continue;
      some.forEach((seq) => seqs.delete(seq));
      this.store.api
        .ask((http) => http.POST("/v1/conversations/{id}/played", { params: { path: { id } }, body: { seqs: some } }))
        .catch(() => some.forEach((seq) => seqs.add(seq)));
    }
  }

  #add(id: ID, more: { [key in keyof Plays]?: readonly number[] }): void {
    this.#of(id).update((now) => ({
      played: new Set([...now.played, ...(more.played ?? [])]),
      heard: new Set([...now.heard, ...(more.heard ?? [])]),
      asked: new Set([...now.asked, ...(more.asked ?? [])]),
    }));
  }
}

const keepers = new WeakMap<object, Keeper>();

export function playsIn(store: Store): Keeper {
  const known = keepers.get(store) ?? new Keeper(store);
  keepers.set(store, known);
  return known;
}
