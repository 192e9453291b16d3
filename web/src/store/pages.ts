import { useCallback, useEffect, useState } from "react";
import type { Page } from "@data";
import { useConnection } from "./hooks";

export interface Pages<T> {
  status: "loading" | "ready" | "error";
  items: T[];
  hasMore: boolean;
  /** More is on its way. */
  busy: boolean;
  /** Why nothing came, or not more. */
  cause?: unknown;
  more(): void;
  /** Changes what is shown: someone was let go, or came. */
  change(change: (items: T[]) => T[]): void;
}

interface State<T> {
  load: unknown;
  turn: number;
  items?: T[];
  next?: string;
  /** The cursor that is asked for; false while nothing is. */
  asked: string | undefined | false;
  cause?: unknown;
}

/**
 * A list of the server, page after page. Another `load` is another list, so it must be stable; another `turn` is the same list, read
 * again. What was shown stays until the new list is there. What failed for want of a network is asked again when it is back.
 */
export function usePages<T>(load: (cursor: string | undefined, signal: AbortSignal) => Promise<Page<T>>, turn = 0): Pages<T> {
  const [state, setState] = useState<State<T>>({ load, turn, asked: undefined });
  const online = useConnection() === "online";
  const [before, setBefore] = useState(online);
  if (state.load !== load || state.turn !== turn) setState({ ...state, load, turn, asked: undefined, next: undefined, cause: undefined });
  if (online !== before) {
    setBefore(online);
    if (online && state.cause !== undefined) setState({ ...state, asked: state.next, cause: undefined });
  }

  const { asked } = state;
  useEffect(() => {
    if (asked === false) return;
    const stop = new AbortController();
    load(asked, stop.signal).then(
      (page) => {
        if (stop.signal.aborted) return;
        setState((now) => ({ load, turn, asked: false, items: asked === undefined ? page.items : [...(now.items ?? []), ...page.items], next: page.next }));
      },
      (cause: unknown) => !stop.signal.aborted && setState((now) => ({ ...now, asked: false, cause })),
    );
    return () => stop.abort();
  }, [load, turn, asked]);

  return {
    status: state.items ? "ready" : state.cause === undefined ? "loading" : "error",
    items: state.items ?? [],
    hasMore: state.next !== undefined,
    busy: asked !== false,
    cause: state.cause,
    more: useCallback(() => setState((now) => (now.asked === false ? { ...now, asked: now.next, cause: undefined } : now)), []),
    change: useCallback((change) => setState((now) => ({ ...now, items: now.items && change(now.items) })), []),
  };
}
