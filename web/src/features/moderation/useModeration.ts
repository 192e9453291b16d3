import { useCallback, useEffect, useMemo, useState } from "react";
import { createModeration, type Moderation } from "@data/moderation";
import { useSession, useStore } from "@store";

/** The operations of the console. */
export function useModeration(): Moderation {
  const { api } = useStore();
  return useMemo(() => createModeration(api), [api]);
}

/** Whether the person is an admin, who may do what moderators may not. */
export function useAdmin(): boolean {
  return useSession().me?.role === "admin";
}

export type Loaded<T> = { status: "loading" } | { status: "ready"; value: T } | { status: "error"; cause: unknown };

/** Loads something, again when asked. What is there stays until the new is; another `load` is something else, so it must be stable. */
export function useLoaded<T>(load: () => Promise<T>) {
  const [state, setState] = useState<{ load: unknown; turn: number; loaded: Loaded<T> }>({ load, turn: 0, loaded: { status: "loading" } });
  if (state.load !== load) setState({ load, turn: 0, loaded: { status: "loading" } });
  const { turn } = state;

  useEffect(() => {
    let here = true;
    const settle = (loaded: (now: Loaded<T>) => Loaded<T>) => here && setState((now) => ({ ...now, loaded: loaded(now.loaded) }));
    load().then(
      (value) => settle(() => ({ status: "ready", value })),
      (cause: unknown) => settle((now) => (now.status === "ready" ? now : { status: "error", cause })),
    );
    return () => {
      here = false;
    };
  }, [load, turn]);

  const reload = useCallback(
    () => setState((now) => ({ ...now, turn: now.turn + 1, loaded: now.loaded.status === "error" ? { status: "loading" } : now.loaded })),
    [],
  );
  /** Changes what is there, as the answer to something done says. */
  const change = useCallback(
    (to: (value: T) => T) => setState((now) => (now.loaded.status === "ready" ? { ...now, loaded: { status: "ready", value: to(now.loaded.value) } } : now)),
    [],
  );
  return { loaded: state.loaded, reload, change };
}
