import { useCallback, useEffect, useState } from "react";

export type Loaded<T> = { status: "loading" } | { status: "ready"; value: T } | { status: "error"; cause: unknown };

/** Loads something when it is first shown and again when asked; what is there stays until the new is. `load` must be stable. */
export function useLoad<T>(load: () => Promise<T>) {
  const [loaded, setLoaded] = useState<Loaded<T>>({ status: "loading" });
  const [turn, setTurn] = useState(0);

  useEffect(() => {
    let here = true;
    load().then(
      (value) => here && setLoaded({ status: "ready", value }),
      (cause: unknown) => here && setLoaded((now) => (now.status === "ready" ? now : { status: "error", cause })),
    );
    return () => {
      here = false;
    };
  }, [load, turn]);

  const reload = useCallback(() => {
    setLoaded((now) => (now.status === "error" ? { status: "loading" } : now));
    setTurn((n) => n + 1);
  }, []);
  return { loaded, reload };
}
