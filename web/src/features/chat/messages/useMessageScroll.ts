import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState, type RefObject } from "react";
import type { VirtualizerHandle } from "virtua";
import type { Message, Timeline, TimelineState } from "@data";
import { useStore } from "@store";
import { changeOf, countNew, indexOfSeq } from "../logic/rows";
import { isLooking, useLooking } from "./looking";

/** Nearer to the end than this, one reads along. */
const NEAR = 48;
/** How long a found message stays lit. */
const LIT = 2000;
/** Older messages load when this many are left above. */
const AHEAD = 24;

type Input = { id: string; state: TimelineState; timeline: Timeline; target: { seq: number } | undefined; onRead: (seq: number) => void };

export type MessageScroll = {
  items: Message[];
  /** Changes when another part of the conversation is shown instead. */
  generation: number;
  shift: boolean;
  scroller: RefObject<HTMLDivElement | null>;
  list: RefObject<VirtualizerHandle | null>;
  unreadFrom: number | undefined;
  /** How many were unread then; what arrives before one's eyes does not count. */
  unreadCount: number;
  /** Messages of others that arrived below what one reads. */
  below: number;
  /** The newest message is out of sight. */
  away: boolean;
  flash: string | undefined;
  onScroll: () => void;
  onResize: () => void;
  toEnd: () => void;
};

/**
 * Keeps the reader's place: at the end one reads along; anywhere else nothing moves. Loads older and newer messages in
 * time, jumps to a message and lights it up, and tells how far one has read.
 */
export function useMessageScroll({ id, state, timeline, target, onRead }: Input): MessageScroll {
  const store = useStore();
  const shown = useShown(state.items);
  const { items } = shown;
  const scroller = useRef<HTMLDivElement>(null);
  const list = useRef<VirtualizerHandle>(null);
  const looking = useLooking();
  /** What event handlers read: the last committed render. */
  const now = useRef({ items, state, timeline, onRead });
  const place = useRef({ stuck: true, top: 0, placed: false, touched: false, seen: 0, asked: 0, loading: false, frame: 0 });
  const [below, setBelow] = useState(0);
  const [away, setAway] = useState(false);
  const absence = useAbsence(items);
  const unreadFrom = absence.from ?? state.unreadFrom;
  const [upTo, setUpTo] = useState<number>();
  if (upTo === undefined && state.unreadFrom !== undefined && items.length > 0) setUpTo(seqAt(items, items.length - 1));
  const unreadCount = useMemo(
    () => (unreadFrom === undefined ? 0 : countNew(items, unreadFrom - 1, absence.from === undefined ? upTo : absence.until)),
    [items, unreadFrom, absence, upTo],
  );
  const missing = absence.since !== undefined && (absence.from ?? 0) > absence.since ? absence.from : undefined;
  const missed = useRef(missing);

  const stick = useCallback(() => {
    const element = scroller.current;
    if (!element) return;
    const end = element.scrollHeight - element.clientHeight;
    const from = !isLooking() && missed.current !== undefined ? indexOfSeq(now.current.items, missed.current) : -1;
    const first = from >= 0 ? list.current?.getItemOffset(from) : undefined;
    element.scrollTop = first === undefined ? end : Math.min(end, first);
    place.current.top = element.scrollTop;
    // What came in one's absence fills the view: it stays for one's return.
    if (first !== undefined && first < end) place.current.stuck = false;
  }, []);

  const measure = useCallback(() => {
    const element = scroller.current;
    const handle = list.current;
    const { items, state, timeline, onRead } = now.current;
    if (!element || !handle || items.length === 0) return;
    const spot = place.current;
    const left = () => element.scrollHeight - element.scrollTop - element.clientHeight;
    // A tall message grows after it is placed: only going up leaves the end.
    const follows = spot.stuck && spot.placed && !state.hasNewer && element.scrollTop >= spot.top - 1;
    if (follows && left() >= NEAR) stick();
    const gap = left();
    spot.stuck = (gap < NEAR || (follows && spot.stuck)) && !state.hasNewer;
    spot.top = element.scrollTop;
    const last = gap < NEAR ? items.length - 1 : handle.findItemIndex(handle.scrollOffset + handle.viewportSize - 24);
    const seq = seqAt(items, last);
    if (seq > spot.seen) spot.seen = seq;
    if (seq > 0 && isLooking()) onRead(seq);
    setBelow(countNew(items, Math.max(spot.seen, 1)));
    setAway(gap > element.clientHeight || state.hasNewer);
    if (spot.loading || !spot.placed) return;
    const load = (run: () => Promise<void>) => {
      spot.loading = true;
      void run().finally(() => (spot.loading = false));
    };
    if (state.hasOlder && handle.findItemIndex(handle.scrollOffset) < AHEAD) load(() => timeline.loadOlder());
    else if (state.hasNewer && last > items.length - AHEAD) load(() => timeline.loadNewer());
  }, [stick]);

  const soon = useCallback(() => {
    cancelAnimationFrame(place.current.frame);
    place.current.frame = requestAnimationFrame(measure);
  }, [measure]);

  /** Opens at the first unread message, else at the end. */
  const open = useCallback(() => {
    const { items, state, timeline } = now.current;
    const spot = place.current;
    const from = state.unreadFrom;
    const index = from === undefined ? -1 : indexOfSeq(items, from);
    if (from !== undefined && index === 0 && state.hasOlder && (items[0]?.seq ?? 0) > from && spot.asked !== from) {
      spot.asked = from;
      void timeline.jumpTo(from);
      return;
    }
    spot.placed = true;
    if (index > 0) {
      spot.stuck = false;
      list.current?.scrollToIndex(index, { align: "start", offset: -40 });
    } else stick();
  }, [stick]);

  const before = useRef(items);
  useLayoutEffect(() => {
    const previous = before.current;
    now.current = { items, state, timeline, onRead };
    missed.current = missing;
    before.current = items;
    if (items.length === 0) return;
    const spot = place.current;
    const newest = items[items.length - 1];
    if (!spot.placed) open();
    else if (newest?.key !== previous[previous.length - 1]?.key) {
      if (newest?.state === "sending") spot.stuck = true;
      // Whatever else makes the list taller tells of its size; to ask for it here would lay the page out at every change.
      if (spot.stuck) stick();
    }
    soon();
  }, [items, state, timeline, onRead, missing, open, stick, soon]);

  const firstUnread = state.unreadFrom;
  useLayoutEffect(() => {
    if (firstUnread !== undefined && !place.current.touched && now.current.items.length > 0) open();
  }, [firstUnread, open]);

  useEffect(() => {
    const element = scroller.current;
    const touched = () => (place.current.touched = true);
    const kinds = ["wheel", "pointerdown", "keydown"] as const;
    for (const kind of kinds) element?.addEventListener(kind, touched, { passive: true });
    return () => {
      for (const kind of kinds) element?.removeEventListener(kind, touched);
    };
  }, []);

  useEffect(() => {
    if (looking) soon();
  }, [looking, soon]);

  // What comes before one's eyes is read as it comes: found to be so a frame later, the list of conversations would be drawn with it unread in between.
  useEffect(
    () =>
      store.onArrival(({ conversationId, seq }) => {
        const { stuck, placed } = place.current;
        const { state, onRead } = now.current;
        if (conversationId === id && seq !== undefined && stuck && placed && !state.hasNewer && isLooking()) onRead(seq);
      }),
    [store, id],
  );

  const onFound = useCallback((index: number) => {
    place.current.stuck = false;
    place.current.placed = true;
    requestAnimationFrame(() => list.current?.scrollToIndex(index, { align: "center" }));
  }, []);
  const onAsk = useCallback(() => {
    place.current.stuck = false;
    place.current.placed = true;
  }, []);
  const flash = useJump(target, items, timeline, onFound, onAsk);

  const onResize = useCallback(() => {
    if (place.current.stuck) stick();
    soon();
  }, [stick, soon]);

  const toEnd = useCallback(() => {
    const { state, timeline } = now.current;
    place.current.stuck = true;
    if (state.hasNewer) {
      place.current.placed = false;
      timeline.toEnd();
    } else stick();
  }, [stick]);

  return { ...shown, scroller, list, unreadFrom, unreadCount, below, away, flash, onScroll: soon, onResize, toEnd };
}

function seqAt(items: readonly Message[], index: number): number {
  for (let i = Math.min(index, items.length - 1); i >= 0; i--) {
    const seq = items[i]?.seq;
    if (seq !== undefined) return seq;
  }
  return 0;
}

/** The items with how they differ from the ones before: a list that grew at its start keeps its distance from the end. */
function useShown(items: Message[]) {
  const [shown, setShown] = useState({ items, generation: 0, shift: false });
  if (shown.items === items) return shown;
  const change = changeOf(shown.items, items);
  const next = { items, generation: shown.generation + (change === "new" ? 1 : 0), shift: change === "start" };
  setShown(next);
  return next;
}

type Absence = { since: number | undefined; from: number | undefined; until: number };

/** The messages that came while nobody looked, from the first one on; they stay marked until more come in another absence. */
function useAbsence(items: readonly Message[]): Absence {
  const looking = useLooking();
  const newest = items.length ? seqAt(items, items.length - 1) : 0;
  const [absence, setAbsence] = useState<Absence>({ since: undefined, from: undefined, until: 0 });
  const { since, from, until } = absence;
  if (looking && since !== undefined) setAbsence({ since: undefined, from, until });
  if (!looking && since === undefined && newest > 0) setAbsence({ since: newest, from, until });
  if (!looking && since !== undefined && newest > Math.max(since, until)) {
    const first = items.find((item) => !item.mine && !item.note && (item.seq ?? 0) > since);
    if (first?.seq !== undefined) setAbsence({ since, from: first.seq, until: newest });
  }
  return absence;
}

/** Brings a message into view, from the server when it is not here, and lights it up for a moment. */
function useJump(
  target: Input["target"],
  items: Message[],
  timeline: Timeline,
  onFound: (index: number) => void,
  onAsk: () => void,
): string | undefined {
  const done = useRef<Input["target"]>(undefined);
  const asked = useRef<Input["target"]>(undefined);
  const [lit, setLit] = useState<{ target: Input["target"]; out: boolean }>();
  const found = target && items[indexOfSeq(items, target.seq)];
  const here = found?.seq === target?.seq ? found : undefined;

  useEffect(() => {
    if (!target || done.current === target) return;
    if (here) {
      done.current = target;
      onFound(items.indexOf(here));
    } else if (asked.current !== target && items.length > 0) {
      asked.current = target;
      onAsk();
      timeline.jumpTo(target.seq).catch(() => (done.current = target));
    }
  }, [target, here, items, timeline, onFound, onAsk]);

  const key = here?.key;
  useEffect(() => {
    if (!target || key === undefined) return;
    const timer = window.setTimeout(() => setLit({ target, out: true }), LIT);
    return () => clearTimeout(timer);
  }, [target, key]);
  return lit?.target === target && lit?.out ? undefined : key;
}
