import { useEffect, useState } from "react";
import type { Profile } from "@data";
import { useStore } from "./context";

const PAUSE = 180;

/** People by a word, as one types; what was found before stays until the new is there. */
export function useFound(q: string) {
  const store = useStore();
  const [answer, setAnswer] = useState<{ q: string; people?: Profile[]; cause?: unknown }>({ q: "" });
  useEffect(() => {
    if (q === "") return;
    const stop = new AbortController();
    const timer = setTimeout(() => {
      store.searchPeople(q, stop.signal).then(
        (people) => !stop.signal.aborted && setAnswer({ q, people }),
        (cause: unknown) => !stop.signal.aborted && setAnswer({ q, cause }),
      );
    }, PAUSE);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [q, store]);
  const waiting = q !== answer.q;
  return { people: q === "" ? undefined : answer.people, cause: waiting || q === "" ? undefined : answer.cause, waiting };
}
