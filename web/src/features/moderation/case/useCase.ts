import { useCallback, useState } from "react";
import type { Case } from "@data/moderation";
import { toast } from "@ui/toast";
import { staffProblem } from "../problems";
import { useLoaded, useModeration } from "../useModeration";

/** A case, and what one does in it. Each reading of it is logged, so it is read once, and changed by what the answers say. */
export function useCase(id: string, onChange: () => void) {
  const api = useModeration();
  const { loaded, reload, change } = useLoaded<Case>(useCallback(() => api.getCase(id), [api, id]));
  const [deed, setDeed] = useState(0);
  const [busy, setBusy] = useState(false);

  /** Does something; what is refused is told. Answers whether it was done. */
  async function act(run: () => Promise<((now: Case) => Case) | "reload">): Promise<boolean> {
    if (busy) return false;
    setBusy(true);
    try {
      const changed = await run();
      if (changed === "reload") reload();
      else change(changed);
      setDeed((n) => n + 1);
      onChange();
      return true;
    } catch (cause) {
      toast(staffProblem(cause));
      return false;
    } finally {
      setBusy(false);
    }
  }

  return {
    loaded,
    reload,
    act,
    busy,
    /** Counts what was done here: the log has more lines then. */
    deed,
    claim: () => act(async () => {
      const { claim, state } = await api.claim(id);
      return (now) => ({ ...now, claim, state });
    }),
    release: () => act(async () => {
      await api.release(id);
      return ({ claim: _, ...now }) => now;
    }),
    note: (text: string) => act(async () => {
      const note = await api.addNote(id, text);
      return (now) => ({ ...now, notes: [...now.notes, note] });
    }),
    moreReports: (cursor: string) => act(async () => {
      const { items, next } = await api.listReports(id, cursor);
      return (now) => ({ ...now, reported: [...now.reported, ...items], nextReports: next });
    }),
  };
}

export type CaseWork = ReturnType<typeof useCase>;
