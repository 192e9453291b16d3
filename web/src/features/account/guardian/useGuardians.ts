import { useCallback, useEffect, useMemo, useState } from "react";
import { createGuardians, type GuardianLink, type Guardians } from "@data/guardian";
import { useConnection, useReadable, useStore } from "@store";

export function useGuardians(): Guardians {
  const { api } = useStore();
  return useMemo(() => createGuardians(api), [api]);
}

export type Loaded<T> = { status: "loading" } | { status: "ready"; value: T } | { status: "error"; cause: unknown };

/** Something of the server, read again when it tells of links, when the network is back, and when asked. `load` must be stable. */
export function useTold<T>(load: () => Promise<T>) {
  const changes = useReadable(useStore().safety.changes);
  const online = useConnection() === "online";
  const [turn, setTurn] = useState(0);
  const [loaded, setLoaded] = useState<Loaded<T>>({ status: "loading" });
  useEffect(() => {
    let here = true;
    load().then(
      (value) => here && setLoaded({ status: "ready", value }),
      (cause: unknown) => here && setLoaded((now) => (now.status === "ready" ? now : { status: "error", cause })),
    );
    return () => {
      here = false;
    };
  }, [load, changes, online, turn]);
  const reload = useCallback(() => setTurn((n) => n + 1), []);
  return { loaded, reload };
}

/** One's links. */
export function useLinks() {
  const guardians = useGuardians();
  return useTold<GuardianLink[]>(guardians.list);
}
