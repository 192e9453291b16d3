/** The histories of all conversations of this tab. */
import type { Entities } from "./entities";
import { History, PAGE, type HistorySource } from "./history";
import type { Entry, ID } from "./types";

/** How many conversations keep their messages in memory while not on screen. */
const HELD = 60;
/** How many messages of a conversation stay in memory after it left the screen. */
const KEPT = 200;

export class Histories {
  readonly #all = new Map<ID, History>();
  readonly #onScreen = new Set<ID>();

  constructor(
    readonly source: HistorySource,
    private readonly entities: Entities,
  ) {}

  of(id: ID): History {
    let history = this.#all.get(id);
    if (!history) this.#all.set(id, (history = new History(id, this.source)));
    return history;
  }

  /** Opens a history and brings it up to the conversation's head. */
  async ensure(id: ID, want = PAGE): Promise<void> {
    const history = this.of(id);
    await history.open(want);
    await history.catchUp(this.entities.conversations.get(id)?.head.seq ?? Infinity);
    this.#letGo(id);
  }

  /** Takes in an entry as it happens; the history is loaded for it when it is not held. */
  async apply(entry: Entry): Promise<void> {
    const history = this.of(entry.conversationId);
    if (history.tail) await history.apply(entry);
    else await this.ensure(entry.conversationId);
  }

  /** Those that are held, so that they can follow what a sync told. */
  held(): ID[] {
    return [...this.#all.values()].filter((history) => history.tail).map((history) => history.id);
  }

  shown(id: ID): void {
    this.#onScreen.add(id);
  }

  left(id: ID): void {
    this.#onScreen.delete(id);
    this.of(id).shrink(KEPT);
  }

  /** A conversation is none of this person's any more. */
  forget(id: ID): void {
    this.of(id).forget();
  }

  clear(): void {
    for (const history of this.#all.values()) history.unload();
  }

  /** Frees the histories that were used longest ago. */
  #letGo(used: ID): void {
    const history = this.of(used);
    this.#all.delete(used);
    this.#all.set(used, history);
    const idle = this.held().filter((id) => !this.#onScreen.has(id));
    for (const id of idle.slice(0, Math.max(0, idle.length - HELD))) this.of(id).unload();
  }
}
