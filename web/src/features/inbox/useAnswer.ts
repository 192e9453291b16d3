import { useEffect, useState } from "react";
import { useConnection } from "@store";

/** A short pause before asking the server, so that one does not ask for every letter. */
const PAUSE = 220;

export type Answer<T> = { query: string; value?: T; problem?: unknown };

/**
 * Asks again whenever the query changes, and keeps only the answer to the last question. While the new answer is on its
 * way the old one stays, so that results do not flicker.
 */
export function useAnswer<T>(query: string, ask: (query: string, signal: AbortSignal) => Promise<T>): { answer: Answer<T> | undefined; waiting: boolean } {
  const [answer, setAnswer] = useState<Answer<T>>();
  // What failed for want of a network is asked again when it is back.
  const failed = answer?.query === query && answer.problem !== undefined;
  const online = useConnection() === "online";
  const [before, setBefore] = useState(online);
  const [turn, setTurn] = useState(0);
  if (online !== before) {
    setBefore(online);
    if (online && failed) setTurn(turn + 1);
  }
  useEffect(() => {
    if (query === "") return;
    const stop = new AbortController();
    const timer = window.setTimeout(() => {
      ask(query, stop.signal).then(
        (value) => !stop.signal.aborted && setAnswer({ query, value }),
        (problem: unknown) => !stop.signal.aborted && setAnswer({ query, problem }),
      );
    }, PAUSE);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [query, ask, turn]);
  if (query === "") return { answer: undefined, waiting: false };
  return { answer, waiting: answer?.query !== query };
}
