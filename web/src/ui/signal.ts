import { useSyncExternalStore } from "react";

/** One value that components can watch. */
export type Signal<T> = { get(): T; set(value: T): void; subscribe(run: () => void): () => void };

export function signal<T>(value: T): Signal<T> {
  const runs = new Set<() => void>();
  return {
    get: () => value,
    set(next) {
      value = next;
      for (const run of runs) run();
    },
    subscribe(run) {
      runs.add(run);
      return () => runs.delete(run);
    },
  };
}

export function useSignal<T>(watched: Signal<T>): T {
  return useSyncExternalStore(watched.subscribe, watched.get);
}
