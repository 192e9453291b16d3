import { useCallback, useEffect, useState } from "react";
import type { Draft } from "@data";
import { useStore } from "@store";
import { tooHeavy } from "../logic/limits";

/**
 * For how many milliseconds another draft has to stand before it takes the place of what is in the field: what was written here before may
 * come back late, and what was written last after it.
 */
const STANDS = 800;

/**
 * The text of the composer, kept as the conversation's draft (the store waits until one stops typing), and taken over
 * from another device while nothing is being typed here.
 */
export function useDraft(id: string, draft: Draft | undefined, replyTo: number | undefined, editing: boolean) {
  const store = useStore();
  const saved = draft?.text ?? "";
  const [text, setText] = useState(saved);
  const [dirty, setDirty] = useState(false);
  const [known, setKnown] = useState(saved);
  /** What was sent from here: its draft may still be on its way, and does not come back. */
  const [sent, setSent] = useState<string>();
  if (saved !== known && saved === text) {
    setKnown(saved);
    setDirty(false);
  }

  useEffect(() => {
    if (saved === known) return;
    const timer = setTimeout(() => {
      setKnown(saved);
      if (!dirty && !editing && text === known && saved !== sent) setText(saved);
    }, STANDS);
    return () => clearTimeout(timer);
  }, [saved, known, text, dirty, editing, sent]);

  useEffect(() => {
    // A text that the server refuses would be taken back from the field with the draft.
    if (dirty && !editing && !tooHeavy(text)) store.setDraft(id, text.trim() === "" ? undefined : { text, replyTo });
  }, [store, id, text, replyTo, dirty, editing]);

  const write = useCallback((next: string) => {
    setText(next);
    setDirty(true);
  }, []);

  /** Puts a text into the field that is not the draft. */
  const show = useCallback((next: string) => {
    setText(next);
    setDirty(false);
  }, []);

  const clear = useCallback(() => {
    setSent(text);
    show("");
    store.setDraft(id, undefined);
  }, [text, show, store, id]);

  return { text, write, show, clear };
}
