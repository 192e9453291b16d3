import { useSyncExternalStore } from "react";

/** Whether somebody is looking: the page is shown and its window has the focus. */
export function isLooking(): boolean {
  return document.visibilityState === "visible" && document.hasFocus();
}

function subscribe(run: () => void): () => void {
  window.addEventListener("focus", run);
  window.addEventListener("blur", run);
  document.addEventListener("visibilitychange", run);
  return () => {
    window.removeEventListener("focus", run);
    window.removeEventListener("blur", run);
    document.removeEventListener("visibilitychange", run);
  };
}

export function useLooking(): boolean {
  return useSyncExternalStore(subscribe, isLooking);
}
