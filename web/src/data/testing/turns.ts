/** What takes longer hangs: code that is loaded for the first time takes a while on a busy machine, however many turns that is. */
const PATIENCE = 20_000;

/** Lets the event loop turn until something holds. Its clock is none that tests turn: timers may be fake. */
export async function until(holds: () => boolean, what = "the condition"): Promise<void> {
  for (const end = performance.now() + PATIENCE; performance.now() < end; ) {
    if (holds()) return;
    await new Promise((resolve) => setImmediate(resolve));
  }
  throw new Error(`${what} did not come to hold`);
}

/** A few turns, for showing that something does not happen. */
export async function turns(count = 30): Promise<void> {
  for (let turn = 0; turn < count; turn++) await new Promise((resolve) => setImmediate(resolve));
}
