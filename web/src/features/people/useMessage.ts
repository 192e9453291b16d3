import { useRef, useState } from "react";
import { useLocation } from "wouter";
import { toast } from "@ui/toast";
import { problemText, useStore } from "@store";
import type { ID } from "@data";

/** Opens the conversation with someone, once however often it is pressed; tells whose is on its way. */
export function useMessage() {
  const store = useStore();
  const [, navigate] = useLocation();
  const running = useRef(false);
  const [opening, setOpening] = useState<ID>();

  async function message(id: ID) {
    if (running.current) return;
    running.current = true;
    setOpening(id);
    try {
      navigate(`/c/${await store.openDirect(id)}`);
    } catch (cause) {
      toast(problemText(cause));
    } finally {
      running.current = false;
      setOpening(undefined);
    }
  }

  return { opening, message: (id: ID) => void message(id) };
}
