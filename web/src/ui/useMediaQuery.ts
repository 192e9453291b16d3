import { useCallback, useSyncExternalStore } from "react";

const lists = new Map<string, MediaQueryList>();

/** The one list of a query: every render asks it. */
function listOf(query: string): MediaQueryList {
  let list = lists.get(query);
  if (!list) {
    list = window.matchMedia(query);
    lists.set(query, list);
  }
  return list;
}

/** Whether a media query matches, kept up to date. */
export function useMediaQuery(query: string): boolean {
  const subscribe = useCallback(
    (run: () => void) => {
      const list = listOf(query);
      list.addEventListener("change", run);
      return () => list.removeEventListener("change", run);
    },
    [query],
  );
  return useSyncExternalStore(subscribe, () => listOf(query).matches);
}

/** Room for two panes beside the rail. */
export const useWide = (): boolean => useMediaQuery("(min-width: 900px)");
/** Room for the details as a third pane. */
export const useExtraWide = (): boolean => useMediaQuery("(min-width: 1280px)");

function subscribeOnline(run: () => void): () => void {
  window.addEventListener("online", run);
  window.addEventListener("offline", run);
  return () => {
    window.removeEventListener("online", run);
    window.removeEventListener("offline", run);
  };
}

/** Whether the device has a network. */
export function useOnline(): boolean {
  return useSyncExternalStore(subscribeOnline, () => navigator.onLine);
}
