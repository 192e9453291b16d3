import { lazy, type ComponentType } from "react";

/** A module that is loaded once, when it is first needed. What could not be had is asked for again the next time. */
export interface Chunk<M> {
  load(): Promise<M>;
  /** The module, once it is here. */
  readonly here: M | undefined;
}

export function chunk<M>(from: () => Promise<M>): Chunk<M> {
  let here: M | undefined;
  return {
    load: () => from().then((module) => (here = module)),
    get here() {
      return here;
    },
  };
}

/**
 * A screen of a chunk. When the chunk is here, the screen shows at once: after a promise, even one that is settled, React shows
 * the fallback first and then keeps it for a third of a second.
 */
export function screen<M, Props extends object>(module: Chunk<M>, of: (module: M) => ComponentType<Props>) {
  return lazy<ComponentType<Props>>(() => {
    const { here } = module;
    if (here === undefined) return module.load().then((m) => ({ default: of(m) }));
    return settled({ default: of(here) });
  });
}

/** A promise that tells its value while `then` is called. */
function settled<T>(value: T): Promise<T> {
  const promise = Promise.resolve(value);
  return Object.assign(promise, {
    then: (done: (value: T) => unknown) => {
      done(value);
      return promise;
    },
  }) as Promise<T>;
}
