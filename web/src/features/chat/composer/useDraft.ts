import { useCallback, useEffect, useRef, useState } from "react";
import type { Draft } from "@data";
import { useStore } from "@store";

const PAUSE = 600;

/**
 * The text of the composer, kept as the conversation's draft: saved a moment after one stops typing and when one leaves,
 * taken over from another device while nothing is being typed here.
 */
export function useDraft(id: string, draft: Draft | undefined, replyTo: number | undefined, editing: boolean) {
  const store = useStore();
  const saved = draft?.text ?? "";
  const [text, setText] = useState(saved);
  const [dirty, setDirty] = useState(false);
  const [known, setKnown] = useState(saved);
  if (saved !== known) {
    setKnown(saved);
    if (!dirty && !editing && text === known) setText(saved);
  }

  const save = useCallback(
    (text: string, replyTo: number | undefined) => {
      const empty = text.trim() === "" && replyTo === undefined;
      store.setDraft(id, empty ? undefined : { text, replyTo });
    },
    [store, id],
  );

  const waiting = useRef<{ text: string; replyTo: number | undefined }>(undefined);
  useEffect(() => {
    if (!dirty || editing) return;
    waiting.current = { text, replyTo };
    const timer = window.setTimeout(() => {
      waiting.current = undefined;
      setDirty(false);
      save(text, replyTo);
    }, PAUSE);
    return () => clearTimeout(timer);
  }, [text, replyTo, dirty, editing, save]);

  useEffect(() => {
    const flush = () => {
      if (!waiting.current) return;
      save(waiting.current.text, waiting.current.replyTo);
      waiting.current = undefined;
    };
    window.addEventListener("pagehide", flush);
    document.addEventListener("visibilitychange", flush);
    return () => {
      window.removeEventListener("pagehide", flush);
      document.removeEventListener("visibilitychange", flush);
      flush();
    };
  }, [save]);

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
    waiting.current = undefined;
    show("");
    store.setDraft(id, undefined);
  }, [show, store, id]);

  return { text, write, show, clear };
}
