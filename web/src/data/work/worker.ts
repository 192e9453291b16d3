/// <reference lib="webworker" />
/** Solves one challenge beside the page, and says now and then how many numbers it has tried. */
import { solve, type Challenge } from "./solve";

export type Told = { tried: number } | { solution: number };

const step = 4096;

addEventListener("message", ({ data }: MessageEvent<Challenge>) => {
  for (let from = 0; ; from += step) {
    const solution = solve(data, from, from + step);
    if (solution !== undefined) {
      postMessage({ solution } satisfies Told);
      return;
    }
    postMessage({ tried: from + step } satisfies Told);
  }
});
