import { useCallback, useEffect, useEffectEvent, useRef, useState } from "react";
import type { CaseSummary, Moderation, QueueCounts } from "@data/moderation";
import { useConnection, useReadable, useStore } from "@store";
import { queuePath, type Filter } from "../places";
import { useModeration } from "../useModeration";
import { joined, newIn, still } from "./still";

const PAGE = 50;
const MOST = 100;
/** How long what the server tells is gathered: a crowd of reports is one reading. */
const SOON = 300;
/** How often a queue that is looked at is read again in any case: nobody is told that a claim has run out. */
const EVERY = 120_000;

export interface CaseList {
  status: "loading" | "ready" | "error";
  /** What is shown: while someone points at the list, its rows stay where they are. */
  items: CaseSummary[];
  /** What is there now. */
  latest: CaseSummary[];
  /** How many cases came that are not shown yet. */
  fresh: number;
  counts?: QueueCounts;
  hasMore: boolean;
  busy: boolean;
  cause?: unknown;
  /** Told of what scrolls, and is pointed at. */
  attach(body: HTMLElement | null): void;
  more(): void;
  /** Reads it again, as far as it is shown. */
  refresh(): void;
  /** Shows what is there now, from its beginning. */
  show(): void;
  /** The same, unless someone points at the list, has the focus in it or has scrolled it. */
  rest(): void;
}

interface Found {
  items: CaseSummary[];
  counts: QueueCounts;
  next?: string;
}

interface State extends Partial<Found> {
  key: string;
  turn: number;
  latest?: CaseSummary[];
  /** What is being asked for: all that is shown, or the page of a cursor. */
  asked: "shown" | { cursor: string } | false;
  /** It changed while it was asked for. */
  again?: boolean;
  cause?: unknown;
}

/** The cases of a filter by urgency and age, page after page, read again when the server tells that they changed. */
export function useQueue(filter: Filter): CaseList {
  const api = useModeration();
  const key = queuePath(filter);
  const body = useRef<HTMLElement>(null);
  const [state, setState] = useState<State>({ key, turn: 0, asked: "shown" });
  const online = useConnection() === "online";
  const [before, setBefore] = useState(online);
  if (state.key !== key) setState({ key, turn: 0, asked: "shown", counts: state.counts });
  const refresh = useCallback(
    () => setState((now) => (now.asked === false ? { ...now, asked: "shown", turn: now.turn + 1, cause: undefined } : { ...now, again: true })),
    [],
  );
  if (online !== before) {
    setBefore(online);
    if (online) refresh();
  }

  const { asked, turn } = state;
  const find = useEffectEvent((signal: AbortSignal): Promise<Found> => {
    if (filter.view === "mine") return mine(api, filter, signal);
    const query = { state: filter.view, severity: filter.severity };
    if (typeof asked === "object") return api.listCases({ ...query, cursor: asked.cursor, limit: PAGE }, signal);
    return shown(api, query, state.items?.length ?? 0, signal);
  });
  useEffect(() => {
    if (asked === false) return;
    const stop = new AbortController();
    const settle = (change: (now: State) => Partial<State>) =>
      !stop.signal.aborted && setState((now) => ({ ...now, ...change(now), again: false, asked: now.again ? "shown" : false, turn: now.again ? now.turn + 1 : now.turn }));
    find(stop.signal).then(
      (found) => {
        const kept = isHeld(body.current);
        settle((now) =>
          asked === "shown"
            ? { ...found, next: found.next, latest: found.items, items: now.items?.length && kept ? still(now.items, found.items) : found.items }
            : { ...found, next: found.next, latest: joined(now.latest, found.items), items: joined(now.items, found.items) },
        );
      },
      (cause: unknown) => settle(() => ({ cause })),
    );
    return () => stop.abort();
  }, [key, turn, asked]);

  useTold(refresh);

  const show = useCallback(() => {
    setState((now) => (now.latest === undefined || now.items === now.latest ? now : { ...now, items: now.latest }));
    body.current?.scrollTo({ top: 0 });
  }, []);
  return {
    status: state.items ? "ready" : state.cause === undefined ? "loading" : "error",
    items: state.items ?? [],
    latest: state.latest ?? [],
    fresh: newIn(state.items ?? [], state.latest ?? []),
    counts: state.counts,
    hasMore: state.next !== undefined,
    busy: asked !== false,
    cause: state.cause,
    attach: useCallback((element: HTMLElement | null) => {
      body.current = element;
    }, []),
    more: useCallback(() => setState((now) => (now.asked === false && now.next !== undefined ? { ...now, asked: { cursor: now.next }, cause: undefined } : now)), []),
    refresh,
    show,
    rest: useCallback(() => {
      if (!isHeld(body.current)) show();
    }, [show]),
  };
}

/** Calls refresh soon after the server told that the queue changed, and now and then. */
function useTold(refresh: () => void): void {
  const { safety } = useStore();
  const told = useReadable(safety.queue);
  const known = useRef(told);
  const soon = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => {
    if (known.current === told) return;
    known.current = told;
    soon.current ??= setTimeout(() => {
      soon.current = undefined;
      if (document.visibilityState === "visible") refresh();
    }, SOON);
  }, [told, refresh]);
  useEffect(() => {
    const again = () => document.visibilityState === "visible" && refresh();
    const timer = setInterval(again, EVERY);
    document.addEventListener("visibilitychange", again);
    return () => {
      clearTimeout(soon.current);
      soon.current = undefined;
      clearInterval(timer);
      document.removeEventListener("visibilitychange", again);
    };
  }, [refresh]);
}

/** Whether rows that move would move under a finger, a pointer or the eye. */
const isHeld = (body: HTMLElement | null): boolean => body !== null && (body.scrollTop > 0 || body.matches(":hover, :focus-within"));

/** All that is shown, as it is now. */
async function shown(api: Moderation, query: { state: "open" | "appealed" | "closed"; severity: Filter["severity"] }, count: number, signal: AbortSignal): Promise<Found> {
  let found = await api.listCases({ ...query, limit: Math.min(MOST, Math.max(PAGE, count)) }, signal);
  while (found.items.length < count && found.next !== undefined) {
    const { items, ...rest } = await api.listCases({ ...query, cursor: found.next, limit: MOST }, signal);
    found = { ...rest, items: joined(found.items, items) };
  }
  return found;
}

/** What one has claimed: appeals first. Nobody claims more than a page of them. */
async function mine(api: Moderation, { severity }: Filter, signal: AbortSignal): Promise<Found> {
  const of = (state: "open" | "appealed") => api.listCases({ state, severity, mine: true, limit: MOST }, signal);
  const [appealed, open] = await Promise.all([of("appealed"), of("open")]);
  return { items: [...appealed.items, ...open.items], counts: open.counts };
}
