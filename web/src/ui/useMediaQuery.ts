import { useCallback, useSyncExternalStore } from "react";

/** Whether a media query matches, kept up to date. */
export function useMediaQuery(query: string): boolean {
  const subscribe = useCallback(
    (run: () => void) => {
      const list = window.matchMedia(query);
      list.addEventListener("change", run);
      return () => list.removeEventListener("change", run);
    },
    [query],
  );
  return useSyncExternalStore(subscribe, () => window.matchMedia(query).matches);
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
