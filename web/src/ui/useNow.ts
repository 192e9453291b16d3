import { useSyncExternalStore } from "react";

const MINUTE = 60_000;
let now = Date.now();
let timer = 0;
const runs = new Set<() => void>();

function subscribe(run: () => void): () => void {
  if (runs.size === 0) {
    now = Date.now();
    timer = window.setInterval(() => {
      now = Date.now();
      for (const each of runs) each();
    }, MINUTE);
  }
  runs.add(run);
  return () => {
    runs.delete(run);
    if (runs.size === 0) clearInterval(timer);
  };
}

/** The time, to the minute: for texts such as "5 minutes ago" that grow old on screen. */
export function useNow(): number {
  return useSyncExternalStore(subscribe, () => now);
}
