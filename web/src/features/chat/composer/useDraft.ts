import { useCallback, useEffect, useState } from "react";
import type { Draft } from "@data";
import { useStore } from "@store";
import { tooHeavy } from "../logic/limits";

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
  if (saved !== known) {
    setKnown(saved);
    if (saved === text) setDirty(false);
    else if (!dirty && !editing && text === known && saved !== sent) setText(saved);
  }

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
