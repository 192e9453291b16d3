/** What this person is told beside their conversations, of reports and decisions above all: that there is news, and which of it they have seen. */
import { Value } from "./readable";
import type { Storage } from "./storage";

/** How much of what was seen is kept: more than the server lists. */
const KEPT = 400;

export class Safety {
  /** Counts how often reports, decisions, guardians or scheduled messages may have changed. */
  readonly changes = new Value(0);
  /** For staff: counts how often the queue of cases may have changed. */
  readonly queue = new Value(0);
  /** What has been seen on this device, by names that the app gives. */
  readonly seen = new Value<readonly string[]>([]);

  constructor(private readonly storage: Storage) {}

  load(kept: unknown): void {
    this.seen.set(Array.isArray(kept) ? kept : []);
  }

  told(): void {
    this.changes.update((n) => n + 1);
  }

  queued(): void {
    this.queue.update((n) => n + 1);
  }

  see(names: readonly string[]): void {
    const before = this.seen.get();
    if (names.every((name) => before.includes(name))) return;
    this.seen.set([...new Set([...names, ...before])].slice(0, KEPT));
    void this.storage.setMeta("seen", this.seen.get());
  }
}
