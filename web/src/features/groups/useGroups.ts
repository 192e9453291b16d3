import { useMemo } from "react";
import { groupActions, type GroupActions } from "@data/groupActions";
import { useStore } from "@store";

/** What one can do to groups. */
export function useGroups(): GroupActions {
  const store = useStore();
  return useMemo(() => groupActions(store), [store]);
}
