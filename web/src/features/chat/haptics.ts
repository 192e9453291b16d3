/** Small answers to the finger, where the device has them. Never for what others do. */

const patterns = { send: 8, swipe: 8, reaction: 12, hold: 10, failure: [20, 40, 20] } as const;

export function haptic(kind: keyof typeof patterns): void {
  const pattern = patterns[kind];
  try {
    navigator.vibrate?.(typeof pattern === "number" ? pattern : [...pattern]);
  } catch {
    // A browser may refuse before the first touch of the page.
  }
}
