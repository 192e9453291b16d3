/** Tells the server what arrived on this device: at most one word per conversation and moment. */
import type { ID } from "./types";

const DELAY = 250;

export class Deliveries {
  readonly #due = new Map<ID, number>();
  readonly #told = new Map<ID, number>();
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** `send` is another once what compares copies is loaded. */
  constructor(public send: (id: ID, seq: number) => Promise<void>) {}

  /** Everything up to `seq` is here. */
  arrived(id: ID, seq: number): void {
    if (seq <= (this.#told.get(id) ?? 0) || seq <= (this.#due.get(id) ?? 0)) return;
    this.#due.set(id, seq);
    this.#timer ??= setTimeout(() => void this.#flush(), DELAY);
  }

  clear(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#due.clear();
    this.#told.clear();
  }

  /** One after the other, so that a first sync does not flood. What fails is said again with the next arrival or sync. */
  async #flush(): Promise<void> {
    const due = [...this.#due];
    this.#due.clear();
    this.#timer = undefined;
    for (const [id, seq] of due) {
      this.#told.set(id, Math.max(seq, this.#told.get(id) ?? 0));
      try {
        await this.send(id, seq);
      } catch {
        this.#told.delete(id);
      }
    }
  }
}
