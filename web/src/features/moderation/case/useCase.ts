import { useCallback, useMemo, useState } from "react";
import type { Case, CaseSummary } from "@data/moderation";
import { toast } from "@ui/toast";
import { staffProblem } from "../problems";
import { useLoaded, useModeration } from "../useModeration";

/** A case, and what one does in it. Each reading of it is logged, so it is read once, and changed by what the answers and the queue say. */
export function useCase(id: string, latest: CaseSummary | undefined, onChange: () => void) {
  const api = useModeration();
  const { loaded: read, reload, change } = useLoaded<Case>(useCallback(() => api.getCase(id), [api, id]));
  const [listed, setListed] = useState(latest);
  if (latest !== undefined && latest !== listed) setListed(latest);
  const loaded = useMemo(() => (read.status === "ready" && latest ? { ...read, value: claimed(read.value, latest) } : read), [read, latest]);
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
    /** Somebody else did something in it since it was read. */
    outdated: read.status === "ready" && isOutdated(read.value, latest, listed),
    reload,
    act,
    busy,
    /** Counts what was done here: the log has more lines then. */
    deed,
    claim: () => act(async () => {
      const { claim, state, changedAt } = await api.claim(id);
      return (now) => ({ ...now, claim, state, changedAt });
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

const isNewer = (latest: CaseSummary, value: Case): boolean => Date.parse(latest.changedAt) > Date.parse(value.changedAt);

/** The case, with who works on it now. */
const claimed = (value: Case, latest: CaseSummary): Case => (isNewer(latest, value) ? { ...value, claim: latest.claim } : value);

/** More was reported, or the case left the list in which it stood and nobody here did it. */
function isOutdated(value: Case, latest: CaseSummary | undefined, listed: CaseSummary | undefined): boolean {
  if (latest) return isNewer(latest, value) && (latest.reports > value.reports || latest.state !== value.state);
  return listed !== undefined && listed.state === value.state && value.state !== "closed" && listed.claim?.mine !== true;
}

export type CaseWork = ReturnType<typeof useCase>;
