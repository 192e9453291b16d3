import { useEffect, useState } from "react";
import { emptyBirthDate, type BirthDate } from "../forms/birthDate";

export type Method = "passkey" | "password";

/** What a person has typed on the way to an account. */
export type Draft = {
  handle: string;
  name: string;
  birth: BirthDate;
  method?: Method;
  password: string;
  /** A handle that the server refused at the last moment, and why. */
  refused?: { handle: string; reason: "taken" | "confusable" | "refused" };
};

const empty: Draft = { handle: "", name: "", birth: emptyBirthDate, password: "" };

/** Kept while the page lives, so that a detour over "Sign in" or the back button loses nothing; never stored. */
let kept = empty;

export function useDraft(): [Draft, (part: Partial<Draft>) => void] {
  const [draft, setDraft] = useState(kept);
  useEffect(() => {
    kept = draft;
  }, [draft]);
  return [draft, (part) => setDraft((now) => ({ ...now, ...part }))];
}

/** Empties the draft once it has become an account, or must not. */
export function forgetDraft() {
  kept = empty;
}

const tooYoungKey = "causerie.tooYoung";
let refusedHere = false;

/** Once refused for their age, a person is not asked again in this tab: another date would not be an answer. */
export function rememberTooYoung() {
  refusedHere = true;
  forgetDraft();
  try {
    sessionStorage.setItem(tooYoungKey, "1");
  } catch {
    // Without storage the refusal lasts as long as the page.
  }
}

export function wasTooYoung(): boolean {
  try {
    return refusedHere || sessionStorage.getItem(tooYoungKey) !== null;
  } catch {
    return refusedHere;
  }
}
