import { useEffect, useState } from "react";
import { Problem } from "@data";
import { useStore } from "@store";
import { handleFault, type HandleFault } from "./handle";

/** What is known of a handle. "unknown": the server could not say now; it will at sign-up. */
export type HandleVerdict = "empty" | "checking" | "free" | "unknown" | HandleFault | "taken" | "confusable" | "refused";

/** Long enough that a person who is typing asks once, short enough to feel at once. */
const pause = 300;

/** Asks the server whether a handle is free, a moment after the last key. */
export function useHandleCheck(handle: string): HandleVerdict {
  const { api } = useStore();
  const [answers, setAnswers] = useState<Readonly<Record<string, HandleVerdict>>>({});
  const fault = handle === "" ? "empty" : handleFault(handle);
  const known = answers[handle];

  useEffect(() => {
    if (fault || known) return;
    const abort = new AbortController();
    const timer = setTimeout(() => {
      api
        .checkHandle(handle, abort.signal)
        .then((answer) => (answer.available ? "free" : verdict(answer.code)))
        .catch(() => "unknown" as const)
        .then((found) => {
          if (!abort.signal.aborted) setAnswers((now) => ({ ...now, [handle]: found }));
        });
    }, pause);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [api, handle, fault, known]);

  return fault ?? known ?? "checking";
}

/** The verdict in a refusal's code; undefined when the refusal is about something else. */
export function handleRefusal(cause: unknown): HandleVerdict | undefined {
  return cause instanceof Problem && cause.code.startsWith("handle_") ? verdict(cause.code) : undefined;
}

function verdict(code: string | undefined): HandleVerdict {
  if (code === "handle_taken") return "taken";
  return code === "handle_confusable" ? "confusable" : "refused";
}
