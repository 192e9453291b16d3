/** One conversation on screen: which window is shown, and where the unread messages began. */
import type { StoredConversation } from "./conversation";
import type { History } from "./history";
import type { Lookup, MessageMaker } from "./messages";
import type { OutboxItem } from "./pending";
import { asProblem } from "./problem";
import { Value, computed, whileWatched, type Readable } from "./readable";
import type { Message, Timeline, TimelineState } from "./store";
import type { ID } from "./types";

export interface TimelineSource {
  history: History;
  /** The conversation as shown, with what waits in the outbox. */
  conversation: Readable<StoredConversation | undefined>;
  pending: Readable<OutboxItem[]>;
  maker(): MessageMaker;
  me(): ID;
  /** Loads the history up to the head; `want` messages at least. */
  ensure(want: number): Promise<void>;
  /** Resolves once the server told what happened while the app was away, or could not. */
  synced(): Promise<void>;
  shown(): void;
  left(): void;
}

interface Opening {
  number: number;
  /** Read position when it was opened. */
  readSeq: number | undefined;
  /** Set once the unread line stays where it is; 0 when there is none. */
  unreadFrom: number | undefined;
  window: "tail" | "jump";
  loading: boolean;
}

const CLOSED: Opening = { number: 0, readSeq: undefined, unreadFrom: undefined, window: "tail", loading: false };

export function createTimeline(source: TimelineSource): Timeline {
  const { history } = source;
  const opening = new Value<Opening>(CLOSED);
  let openings = 0;

  const state = computed([history.version, source.conversation, source.pending, opening], (_version, conversation, pending, now) =>
    stateOf(source, conversation, pending, now),
  );

  /** The window on screen; the jump window ends where it meets the tail. */
  const shown = () => (opening.get().window === "jump" && history.jump ? "jump" : "tail");
  const change = (part: Partial<Opening>) => opening.update((now) => ({ ...now, ...part }));

  async function open(): Promise<void> {
    const number = ++openings;
    const conversation = source.conversation.get();
    opening.set({ ...CLOSED, number, readSeq: conversation?.readSeq, loading: true });
    source.shown();
    const current = () => opening.get().number === number;
    try {
      await source.ensure((conversation?.unread ?? 0) + 20);
      await source.synced();
      if (current()) await source.ensure(0);
    } catch {
      // The history tells the problem; what is held stays on screen.
    }
    if (!current()) return;
    const readSeq = opening.get().readSeq ?? source.conversation.get()?.readSeq;
    change({ readSeq, loading: false });
    change({ unreadFrom: history.tail ? (state.get().unreadFrom ?? 0) : undefined });
    void loadQuotes(history, state.get().items);
  }

  async function page(load: () => Promise<void>): Promise<void> {
    try {
      await load();
    } catch (cause) {
      asProblem(cause);
    }
    void loadQuotes(history, state.get().items);
  }

  function close(): void {
    if (opening.get().number === 0) return;
    opening.set(CLOSED);
    source.left();
  }

  const watched = whileWatched(state, () => {
    if (opening.get().number === 0) void open();
    return () => undefined;
  });

  return {
    ...watched,
    loadOlder: () => page(async () => (history.tail ? history.older(shown()) : open())),
    loadNewer: () => page(() => (shown() === "jump" ? history.newer() : Promise.resolve())),
    jumpTo: async (seq) => {
      await history.around(seq);
      change({ window: history.windowOf(seq) ?? "tail" });
      void loadQuotes(history, state.get().items);
    },
    toEnd: () => change({ window: "tail" }),
    close,
  };
}

function stateOf(source: TimelineSource, conversation: StoredConversation | undefined, pending: OutboxItem[], now: Opening): TimelineState {
  const { history } = source;
  const window = now.window === "jump" && history.jump ? "jump" : "tail";
  const held = history[window];
  const problem = history.problem;
  if (!held) return { status: problem && !now.loading ? "error" : "loading", items: [], hasOlder: false, hasNewer: false, problem };

  const cleared = conversation?.clearedBefore ?? 0;
  const hidden = new Set(conversation?.hidden);
  const records = history.recordsIn(window).filter((record) => record.seq > cleared && !hidden.has(record.seq));
  const waiting = pending.filter((item) => !history.clientIds.has(item.id) && (window === "tail" || item.wish.kind !== "message"));
  const lookup: Lookup = (seq) => history.records.get(seq);
  const items = source.maker().all(records, waiting, lookup);
  return {
    status: "ready",
    items,
    hasOlder: held.hasOlder && held.from > cleared + 1,
    hasNewer: window === "jump",
    unreadFrom: now.unreadFrom === undefined ? firstUnread(items, now.readSeq) : now.unreadFrom || undefined,
    problem,
  };
}

function firstUnread(items: Message[], readSeq: number | undefined): number | undefined {
  if (readSeq === undefined) return undefined;
  return items.find((message) => !message.mine && !message.erased && !message.note && (message.seq ?? 0) > readSeq)?.seq;
}

/** Loads the quoted messages that lie outside of what is held, so that replies show what they answer. */
async function loadQuotes(history: History, items: Message[]): Promise<void> {
  for (const { replyTo } of items) {
    if (replyTo && replyTo.sender === undefined) await history.quote(replyTo.seq);
  }
}
