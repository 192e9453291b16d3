/** Drafts settle for a moment before they are kept, so that not every key is a write. */
import type { DraftText } from "./store";
import type { ID } from "./types";

const SETTLE = 600;

export class Drafts {
  readonly #waiting = new Map<ID, { draft: DraftText | undefined; timer: ReturnType<typeof setTimeout> }>();
  /** On the way to storage: what `current` will tell in a moment. */
  readonly #keeping = new Map<ID, DraftText>();

  /** `current` is the draft that is known; `keep` puts another in its place, and ends when that is known. */
  constructor(
    private readonly current: (id: ID) => DraftText | undefined,
    private readonly keep: (id: ID, draft: DraftText) => Promise<void>,
  ) {}

  set(id: ID, draft: DraftText | undefined): void {
    clearTimeout(this.#waiting.get(id)?.timer);
    this.#waiting.set(id, { draft, timer: setTimeout(() => this.#settle(id), draft ? SETTLE : 0) });
  }

  /** Keeps everything now: the page may go away. */
  flush(): void {
    for (const id of [...this.#waiting.keys()]) this.#settle(id);
  }

  /** What was being written in a conversation is of no use any more. */
  forget(id: ID): void {
    clearTimeout(this.#waiting.get(id)?.timer);
    this.#waiting.delete(id);
    this.#keeping.delete(id);
  }

  clear(): void {
    for (const { timer } of this.#waiting.values()) clearTimeout(timer);
    this.#waiting.clear();
    this.#keeping.clear();
  }

  #settle(id: ID): void {
    const waiting = this.#waiting.get(id);
    if (!waiting) return;
    clearTimeout(waiting.timer);
    this.#waiting.delete(id);
    const { text, replyTo } = waiting.draft ?? { text: "" };
    const known = this.#keeping.get(id) ?? this.current(id);
    if ((known?.text ?? "") === text && known?.replyTo === replyTo) return;
    if (text === "" && !known) return;
    this.#keep(id, text === "" ? { text } : { text, replyTo });
  }

  #keep(id: ID, draft: DraftText): void {
    this.#keeping.set(id, draft);
    const kept = () => {
      if (this.#keeping.get(id) === draft) this.#keeping.delete(id);
    };
    this.keep(id, draft).then(kept, kept);
  }
}
