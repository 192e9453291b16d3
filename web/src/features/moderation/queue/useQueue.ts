import { useCallback, useEffect, useEffectEvent, useState } from "react";
import type { CaseSummary, Moderation, QueueCounts } from "@data/moderation";
import { useConnection } from "@store";
import { queuePath, type Filter } from "../places";
import { useModeration } from "../useModeration";

const PAGE = 50;
const MOST = 100;
/** How often a queue that is looked at is read again: nobody is told of new cases. */
const EVERY = 30_000;

export interface CaseList {
  status: "loading" | "ready" | "error";
  items: CaseSummary[];
  counts?: QueueCounts;
  hasMore: boolean;
  busy: boolean;
  cause?: unknown;
  more(): void;
  /** Reads it again, as far as it is shown. */
  refresh(): void;
}

interface Found {
  items: CaseSummary[];
  counts: QueueCounts;
  next?: string;
}

interface State extends Partial<Found> {
  key: string;
  turn: number;
  /** What is being asked for: all that is shown, or the page of a cursor. */
  asked: "shown" | { cursor: string } | false;
  cause?: unknown;
}

/** The cases of a filter by urgency and age, page after page, and read again while they are looked at. */
export function useQueue(filter: Filter): CaseList {
  const api = useModeration();
  const key = queuePath(filter);
  const [state, setState] = useState<State>({ key, turn: 0, asked: "shown" });
  const online = useConnection() === "online";
  const [before, setBefore] = useState(online);
  if (state.key !== key) setState({ key, turn: 0, asked: "shown", counts: state.counts });
  const refresh = useCallback(() => setState((now) => (now.asked === false ? { ...now, asked: "shown", turn: now.turn + 1, cause: undefined } : now)), []);
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
    find(stop.signal).then(
      (found) => {
        if (stop.signal.aborted) return;
        setState((now) => ({ ...now, ...found, next: found.next, items: asked === "shown" ? found.items : joined(now.items, found.items), asked: false }));
      },
      (cause: unknown) => !stop.signal.aborted && setState((now) => ({ ...now, asked: false, cause })),
    );
    return () => stop.abort();
  }, [key, turn, asked]);

  useEffect(() => {
    const again = () => document.visibilityState === "visible" && refresh();
    const timer = setInterval(again, EVERY);
    document.addEventListener("visibilitychange", again);
    return () => {
      clearInterval(timer);
      document.removeEventListener("visibilitychange", again);
    };
  }, [refresh]);

  return {
    status: state.items ? "ready" : state.cause === undefined ? "loading" : "error",
    items: state.items ?? [],
    counts: state.counts,
    hasMore: state.next !== undefined,
    busy: asked !== false,
    cause: state.cause,
    more: useCallback(() => setState((now) => (now.asked === false && now.next !== undefined ? { ...now, asked: { cursor: now.next }, cause: undefined } : now)), []),
    refresh,
  };
}

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

/** Two pages; what moved from one to the other in between stands once. */
function joined(before: CaseSummary[] = [], more: CaseSummary[]): CaseSummary[] {
  const known = new Set(before.map(({ id }) => id));
  return [...before, ...more.filter(({ id }) => !known.has(id))];
}
