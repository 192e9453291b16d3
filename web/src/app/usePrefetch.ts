import { useEffect } from "react";
import { prefetch } from "./features";

/** Loads the first screens' code while nothing else happens, so that opening a conversation waits for nothing. */
export function usePrefetch(): void {
  useEffect(() => {
    if (typeof requestIdleCallback === "function") {
      const handle = requestIdleCallback(() => prefetch(), { timeout: 3000 });
      return () => cancelIdleCallback(handle);
    }
    const timer = setTimeout(prefetch, 500);
    return () => clearTimeout(timer);
  }, []);
}
