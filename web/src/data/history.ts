/**
 * What this tab holds of one conversation's log. The tail window reaches to the newest entry and is kept in storage; a jump
 * window around a hit stands apart until it meets the tail. Records of both live in one map, so that a reaction to an old
 * message shows wherever it is on screen.
 */
import type { EntriesQuery } from "./api";
import { fold, type LogRecord, type LogRecords } from "./log";
import { Problem, asProblem } from "./problem";
import { Value, type Readable } from "./readable";
import type { Storage } from "./storage";
import { appendTail, clearTail, hideInTail, isRoot, loadTail, prependTail, removeTail, replaceTail } from "./tails";
import type { Entry, ID } from "./types";

export const PAGE = 50;
const AFTER_LIMIT = 200;
/** Beyond this many pages of missed entries it is quicker to start from the newest page. */
const CATCH_UP_PAGES = 5;

export interface Window {
  /** The first root sequence that it holds. */
  from: number;
  /** The last one; for the tail, the last entry known without a gap. */
  to: number;
  hasOlder: boolean;
}

export interface EntriesPage {
  items: Entry[];
  hasMore: boolean;
  hasMoreAfter?: boolean;
}

export interface HistorySource {
  storage: Storage;
  listEntries(id: ID, query: EntriesQuery): Promise<EntriesPage>;
  /** Told of entries that came from the server, so that receipts follow. */
  arrived(id: ID, entries: Entry[]): void;
  /** Told of all entries; set once what checks them is loaded. */
  heard?: (id: ID, entries: Entry[]) => void;
}

export class History {
  readonly records: LogRecords = new Map();
  tail: Window | undefined;
  jump: Window | undefined;
  problem: Problem | undefined;
  /** Own client ids among the records: what waits in the outbox under one of them has arrived. */
  readonly clientIds = new Set<string>();

  readonly #version = new Value(0);
  /** Sequences beyond the tail that came before what precedes them. */
  readonly #ahead = new Map<number, Entry>();
  readonly #quotes = new Set<number>();
  #opening: Promise<void> | undefined;
  #catching: Promise<void> | undefined;
  #paging = false;

  constructor(
    readonly id: ID,
    private readonly source: HistorySource,
  ) {}

  /** Changes with anything here. */
  get version(): Readable<number> {
    return this.#version;
  }

  /** Loads the kept tail, then the newest page when there was none. `want` is how many messages to show at least. */
  open(want = PAGE): Promise<void> {
    this.#opening ??= this.#open(want).finally(() => {
      if (!this.tail) this.#opening = undefined;
    });
    return this.#opening;
  }

  async #open(want: number): Promise<void> {
    const kept = await loadTail(this.source.storage, this.id);
    if (kept && !this.tail) {
      this.tail = { from: kept.from, to: kept.to, hasOlder: kept.hasOlder };
      this.#fold(kept.entries);
      this.#changed();
      return;
    }
    if (!this.tail) await this.anew(want);
  }

  /** Takes in one entry as it happens; asks for what is missing before it. */
  async apply(entry: Entry): Promise<void> {
    if (!this.tail) return;
    if (entry.seq > this.tail.to) this.#ahead.set(entry.seq, entry);
    this.#fold([entry]);
    this.#advance();
    this.#changed();
    if (this.#ahead.size > 0) await this.catchUp();
  }

  /** Fetches what came after the tail, when the head is known to be further. */
  async catchUp(head = Infinity): Promise<void> {
    if (!this.tail || this.tail.to >= head) return;
    this.#catching ??= this.#catchUp(head).finally(() => (this.#catching = undefined));
    await this.#catching;
  }

  async #catchUp(head: number): Promise<void> {
    for (let page = 0; this.tail && page < CATCH_UP_PAGES; page++) {
      const { items, hasMore, hasMoreAfter } = await this.#list({ after: this.tail.to, limit: AFTER_LIMIT });
      for (const entry of items) if (entry.seq > this.tail.to) this.#ahead.set(entry.seq, entry);
      this.#fold(items);
      // The answer is dense but for what is gone for this person: its last entry is reached.
      this.#advance(items.at(-1)?.seq);
      this.#changed();
      this.source.arrived(this.id, items);
      if (items.length > 0 && (hasMore || hasMoreAfter)) continue;
      // What the head counts beyond this answer is gone for this person.
      if (head !== Infinity) this.tail.to = Math.max(this.tail.to, head);
      return;
    }
    await this.anew();
  }

  /** Starts over from the newest page. */
  async anew(want = PAGE): Promise<void> {
    const page = await this.#list({ limit: Math.min(Math.max(want, PAGE), 200) });
    this.records.clear();
    this.#ahead.clear();
    this.jump = undefined;
    this.tail = { from: firstRoot(page.items) ?? 1, to: page.items.at(-1)?.seq ?? 0, hasOlder: page.hasMore };
    this.#fold(page.items);
    this.#changed();
    await replaceTail(this.source.storage, { id: this.id, ...this.tail }, page.items);
    this.source.arrived(this.id, page.items);
  }

  /** One more page before the given window. */
  async older(which: "tail" | "jump"): Promise<void> {
    const window = this[which];
    if (!window?.hasOlder || this.#paging) return;
    await this.#onePage(async () => {
      const page = await this.#list({ before: window.from, limit: PAGE });
      const until = window.from;
      this.#fold(page.items);
      window.from = firstRoot(page.items) ?? window.from;
      window.hasOlder = page.hasMore;
      this.#meet();
      this.#changed();
      if (which === "tail") await prependTail(this.source.storage, { id: this.id, ...window }, page.items, until);
    });
  }

  /** One more page after the jump window. Asked around its end, so that each root comes with all that speaks of it. */
  async newer(): Promise<void> {
    const jump = this.jump;
    if (!jump || this.#paging) return;
    await this.#onePage(async () => {
      const page = await this.#list({ around: jump.to, limit: 2 * PAGE });
      this.#fold(page.items);
      const last = lastRoot(page.items) ?? 0;
      jump.to = page.hasMoreAfter && last > jump.to ? last : Infinity;
      this.#meet();
      this.#changed();
    });
  }

  /** Makes a window around one message; afterwards it is in the tail or in the jump window. */
  async around(seq: number): Promise<void> {
    await this.open();
    if (!this.tail || this.windowOf(seq)) return;
    const page = await this.#list({ around: seq, limit: PAGE });
    this.#fold(page.items);
    this.jump = {
      from: firstRoot(page.items) ?? seq,
      to: page.hasMoreAfter ? (lastRoot(page.items) ?? seq) : Infinity,
      hasOlder: page.hasMore,
    };
    this.#meet();
    this.#changed();
  }

  /** The window that holds a message. */
  windowOf(seq: number): "tail" | "jump" | undefined {
    if (this.tail && seq >= this.tail.from) return "tail";
    if (this.jump && seq >= this.jump.from && seq <= this.jump.to) return "jump";
    return undefined;
  }

  /** Loads one quoted message that lies outside of what is held. Tried once. */
  async quote(seq: number): Promise<void> {
    if (this.#quotes.has(seq)) return;
    this.#quotes.add(seq);
    try {
      const page = await this.#list({ around: seq, limit: 1 });
      this.#fold(page.items);
      this.#changed();
    } catch {
      this.#quotes.delete(seq);
    }
  }

  /** The records of a window's messages, oldest first. */
  recordsIn(which: "tail" | "jump"): LogRecord[] {
    const window = this[which];
    if (!window) return [];
    const to = which === "tail" ? Infinity : window.to;
    return [...this.records.values()]
      .filter((record) => record.root !== undefined && record.seq >= window.from && record.seq <= to)
      .sort((a, b) => a.seq - b.seq);
  }

  /** Others' messages after `seq`, or undefined when not all of them are held. */
  unreadAfter(seq: number, me: ID): number | undefined {
    if (!this.tail || (seq + 1 < this.tail.from && this.tail.hasOlder)) return undefined;
    let count = 0;
    for (const record of this.records.values()) {
      if (record.seq > seq && record.root?.kind === "message" && record.root.sender !== me && !record.erased && !record.hidden) count++;
    }
    return Math.min(count, 100);
  }

  hide(seqs: number[]): void {
    for (const seq of seqs) {
      const root = this.records.get(seq)?.root;
      if (root) fold(this.records, { ...root, hidden: true });
    }
    this.#changed();
    void hideInTail(this.source.storage, this.id, seqs);
  }

  /** Forgets what was cleared. */
  clear(before: number): void {
    for (const seq of this.records.keys()) if (seq <= before) this.records.delete(seq);
    if (this.tail && this.tail.from <= before) {
      this.tail = { from: before + 1, to: Math.max(this.tail.to, before), hasOlder: false };
    }
    this.jump = undefined;
    this.#changed();
    void clearTail(this.source.storage, this.id, before);
  }

  /** Forgets everything, here and in storage: the conversation is none of this person's any more. */
  forget(): void {
    this.problem = new Problem({ status: 404, code: "not_found" });
    this.unload();
    void removeTail(this.source.storage, this.id);
  }

  /** Frees the memory; the next opening starts from storage. */
  unload(): void {
    this.records.clear();
    this.clientIds.clear();
    this.#ahead.clear();
    this.#quotes.clear();
    this.tail = this.jump = this.#opening = undefined;
    this.#changed();
  }

  /** After it left the screen: drops the jump window and what was scrolled through. */
  shrink(kept: number): void {
    this.jump = undefined;
    const roots = this.recordsIn("tail");
    const first = roots[roots.length - kept];
    if (!this.tail || !first) return;
    this.tail = { ...this.tail, from: first.seq, hasOlder: true };
    for (const seq of this.records.keys()) if (seq < first.seq) this.records.delete(seq);
    this.#quotes.clear();
    this.#changed();
  }

  async #list(query: EntriesQuery): Promise<EntriesPage> {
    try {
      const page = await this.source.listEntries(this.id, query);
      this.problem = undefined;
      return page;
    } catch (cause) {
      this.problem = asProblem(cause);
      this.#changed();
      throw this.problem;
    }
  }

  async #onePage(load: () => Promise<void>): Promise<void> {
    this.#paging = true;
    try {
      await load();
    } finally {
      this.#paging = false;
    }
  }

  #fold(entries: Entry[]): void {
    for (const entry of entries) {
      fold(this.records, entry);
      if (isRoot(entry)) this.clientIds.add(entry.clientId);
    }
    this.source.heard?.(this.id, entries);
  }

  /** Moves the tail's end over everything that follows without a gap, or to what an answer reached. */
  #advance(reached = 0): void {
    if (!this.tail) return;
    const fresh: Entry[] = [];
    const before = this.tail.to;
    for (const [seq, entry] of [...this.#ahead].sort(([a], [b]) => a - b)) {
      if (seq > Math.max(this.tail.to + 1, reached)) break;
      this.#ahead.delete(seq);
      fresh.push(entry);
      this.tail.to = Math.max(this.tail.to, seq);
    }
    if (fresh.length > 0) void appendTail(this.source.storage, this.id, fresh, before, this.tail.to);
  }

  /** Joins the jump window to the tail once they touch. */
  #meet(): void {
    if (!this.tail || !this.jump || this.jump.to < this.tail.from) return;
    if (this.jump.from < this.tail.from) {
      this.tail.from = this.jump.from;
      this.tail.hasOlder = this.jump.hasOlder;
    }
    this.jump = undefined;
  }

  #changed(): void {
    this.#version.update((n) => n + 1);
  }
}

function firstRoot(items: Entry[]): number | undefined {
  return items.find(isRoot)?.seq;
}

function lastRoot(items: Entry[]): number | undefined {
  return items.findLast(isRoot)?.seq;
}
