const FIRST = 1000;
const LONGEST = 30_000;

/** How long to wait before the given attempt (0 = the first retry): twice as long each time, anywhere in the upper half. */
export function backoff(attempt: number, random: () => number = Math.random): number {
  const longest = Math.min(LONGEST, FIRST * 2 ** attempt);
  return longest / 2 + (random() * longest) / 2;
}
