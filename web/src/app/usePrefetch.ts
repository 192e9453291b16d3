import { useStore } from "@store";
import { useEffect } from "react";
import { prefetch } from "./features";
import { firstScreen } from "./firstScreen";

/** Loads the first screens' code once the first of them is there, so that opening a conversation waits for nothing. */
export function usePrefetch(): void {
  const store = useStore();
  useEffect(() => {
    void firstScreen(store).then(prefetch);
  }, [store]);
}
