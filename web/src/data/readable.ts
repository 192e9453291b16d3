/** A value that can be read now and watched; `get` returns the same reference until the value changes. */
export interface Readable<T> {
  readonly get: () => T;
  readonly subscribe: (run: () => void) => () => void;
}

let depth = 0;
const waiting = new Set<() => void>();

/** Runs a change of several values; whoever watches them is told once, at the end. */
export function batch<T>(change: () => T): T {
  depth++;
  try {
    return change();
  } finally {
    depth--;
    if (depth === 0) flush();
  }
}

function flush(): void {
  while (waiting.size > 0) {
    const runs = [...waiting];
    waiting.clear();
    for (const run of runs) run();
  }
}

/** A value that can be set. `onWatched` runs while at least one subscriber is there, and returns its own end. */
export class Value<T> implements Readable<T> {
  readonly #listeners = new Set<() => void>();
  readonly #onWatched: (() => () => void) | undefined;
  #unwatch: (() => void) | undefined;
  #current: T;

  constructor(first: T, onWatched?: () => () => void) {
    this.#current = first;
    this.#onWatched = onWatched;
  }

  readonly get = (): T => this.#current;

  readonly subscribe = (run: () => void): (() => void) => {
    // One subscriber may subscribe the same function twice; each subscription ends by itself.
    const listener = () => run();
    this.#listeners.add(listener);
    if (this.#listeners.size === 1) this.#unwatch = this.#onWatched?.();
    return () => {
      if (!this.#listeners.delete(listener) || this.#listeners.size > 0) return;
      this.#unwatch?.();
      this.#unwatch = undefined;
    };
  };

  set(next: T): void {
    if (Object.is(next, this.#current)) return;
    this.#current = next;
    for (const listener of this.#listeners) waiting.add(listener);
    if (depth === 0) flush();
  }

  update(change: (current: T) => T): void {
    this.set(change(this.#current));
  }
}

type Values<S extends readonly Readable<unknown>[]> = { [K in keyof S]: S[K] extends Readable<infer T> ? T : never };

/** A value made from others: made again only when one of them has changed since it was last read. */
export function computed<const S extends readonly Readable<unknown>[], T>(
  sources: S,
  make: (...values: Values<S>) => T,
): Readable<T> {
  let inputs: unknown[] | undefined;
  let result: T;
  return {
    get: () => {
      const now = sources.map((source) => source.get());
      if (!inputs || now.some((value, i) => !Object.is(value, inputs?.[i]))) {
        result = make(...(now as Values<S>));
        inputs = now;
      }
      return result;
    },
    subscribe: (run) => {
      const ends = sources.map((source) => source.subscribe(run));
      return () => ends.forEach((end) => end());
    },
  };
}

/** Resolves when a value is as it is waited for. */
export function until<T>(readable: Readable<T>, holds: (value: T) => boolean): Promise<void> {
  return new Promise((resolve) => {
    const look = () => {
      if (!holds(readable.get())) return;
      end();
      resolve();
    };
    const end = readable.subscribe(look);
    look();
  });
}

/** Runs something while a readable is watched by anyone: `start` when the first comes, its end when the last leaves. */
export function whileWatched<T>(readable: Readable<T>, start: () => () => void): Readable<T> {
  const watchers = new Value(undefined, start);
  return {
    get: readable.get,
    subscribe: (run) => {
      const ends = [readable.subscribe(run), watchers.subscribe(run)];
      return () => ends.forEach((end) => end());
    },
  };
}

/** One lasting object per key, made when first asked for. */
export function family<K, T>(make: (key: K) => T): ((key: K) => T) & { clear(): void } {
  const made = new Map<K, T>();
  const of = (key: K): T => {
    let one = made.get(key);
    if (one === undefined) {
      one = make(key);
      made.set(key, one);
    }
    return one;
  };
  return Object.assign(of, { clear: () => made.clear() });
}
