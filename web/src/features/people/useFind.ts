import { useEffect, useState } from "react";
import { useConnection, useStore } from "@store";
import type { Profile } from "@data";

/** Long enough that a word is asked for once, short enough to follow the fingers. */
const pause = 180;

export type Found =
  | { status: "idle" }
  /** `items` is what was found before: it stays until the new is there. */
  | { status: "looking"; items?: Profile[] }
  | { status: "found"; items: Profile[] }
  | { status: "failed"; cause: unknown };

/** People by handle or name, as one types. */
export function useFind(typed: string) {
  const store = useStore();
  const q = typed.trim().replace(/^@/, "");
  const [answer, setAnswer] = useState<{ q: string; found: Found }>({ q: "", found: { status: "idle" } });
  const [turn, setTurn] = useState(0);
  // What failed for want of a network is asked again when it is back.
  const online = useConnection() === "online";
  const [before, setBefore] = useState(online);
  if (online !== before) {
    setBefore(online);
    if (online && answer.found.status === "failed") setTurn(turn + 1);
  }

  useEffect(() => {
    if (q === "") return;
    const abort = new AbortController();
    const timer = setTimeout(() => {
      store.searchPeople(q, abort.signal).then(
        (items) => !abort.signal.aborted && setAnswer({ q, found: { status: "found", items } }),
        (cause: unknown) => !abort.signal.aborted && setAnswer({ q, found: { status: "failed", cause } }),
      );
    }, pause);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [q, turn, store]);

  return { found: current(q, answer), retry: () => setTurn((n) => n + 1) };
}

function current(q: string, answer: { q: string; found: Found }): Found {
  if (q === "") return { status: "idle" };
  if (answer.q === q) return answer.found;
  return { status: "looking", items: answer.found.status === "found" && answer.q !== "" ? answer.found.items : undefined };
}
