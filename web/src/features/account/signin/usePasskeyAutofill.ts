import { useEffect, useEffectEvent, useState } from "react";
import { useStore } from "@store";
import { codeOf } from "../forms/problem";

/** What a person did can be done again; anything else would be asked for over and over without them. */
const repeatable = new Set(["passkey_failed", "ceremony_expired", "bad_credentials"]);

/**
 * Offers passkeys among the suggestions of the handle field, where the browser can. A browser allows one request at a time,
 * so `pause` before asking in another way.
 */
export function usePasskeyAutofill(wanted: boolean, onFailure: (cause: unknown) => void) {
  const { auth } = useStore();
  const [paused, setPaused] = useState(false);
  const [turn, setTurn] = useState(0);

  const failed = useEffectEvent((cause: unknown) => {
    if (!repeatable.has(codeOf(cause) ?? "")) return;
    onFailure(cause);
    setTurn((n) => n + 1);
  });

  useEffect(() => {
    if (!wanted || paused) return;
    const stop = new AbortController();
    void conditional().then((available) => {
      if (!available || stop.signal.aborted) return;
      auth.signInWithPasskey(undefined, { autofill: true, signal: stop.signal }).catch(failed);
    });
    return () => stop.abort();
  }, [auth, wanted, paused, turn]);

  return { pause: () => setPaused(true), resume: () => setPaused(false) };
}

async function conditional(): Promise<boolean> {
  if (typeof PublicKeyCredential === "undefined") return false;
  return (await PublicKeyCredential.isConditionalMediationAvailable?.().catch(() => false)) ?? false;
}
