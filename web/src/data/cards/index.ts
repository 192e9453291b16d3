/** The profiles that messages are: as their reader is shown them now. Loaded with the first that is shown. */
import { Value, family, type Readable } from "../readable";
import type { Store } from "../store";
import type { ID, Profile } from "../types";

/** Who it is; null of whom nothing is shown, whatever the reason; undefined until it is known. */
export type Card = Profile | null | undefined;

/** Those that are drawn in the same moment are asked about together, after so many milliseconds. */
const TOGETHER = 60;
/** How many the server answers at once. */
const MOST = 50;

/** Keeps what is shown of whom, of one store. */
class Keeper {
  /** By account and person: another may sign in. */
  readonly #all = family((_key: string) => new Value<Card>(undefined));
  readonly #wanted = new Set<ID>();
  #due = false;

  constructor(private readonly store: Pick<Store, "api" | "session">) {}

  of(id: ID): Readable<Card> {
    return this.#of(id);
  }

  #of(id: ID): Value<Card> {
    return this.#all(`${this.store.session.get().me?.id ?? ""}/${id}`);
  }

  /** It is shown. */
  want(id: ID): void {
    this.#wanted.add(id);
    if (this.#due) return;
    this.#due = true;
    setTimeout(() => {
      this.#due = false;
      const ids = [...this.#wanted];
      this.#wanted.clear();
      for (let from = 0; from < ids.length; from += MOST) void this.#ask(ids.slice(from, from + MOST));
    }, TOGETHER);
  }

  async #ask(ids: ID[]): Promise<void> {
    const all = ids.map((id) => this.#of(id));
    try {
      const { items } = await this.store.api.ask((http) => http.GET("/v1/profiles", { params: { query: { ids: ids.join(",") } } }));
      const shown = new Map(items.map((one) => [one.id, one]));
      ids.forEach((id, i) => all[i]?.set(shown.get(id) ?? null));
    } catch {
      // What was known stays; they are asked about when they are shown again.
    }
  }
}

const keepers = new WeakMap<object, Keeper>();

export function cardsIn(store: Store): Keeper {
  const known = keepers.get(store) ?? new Keeper(store);
  keepers.set(store, known);
  return known;
}
