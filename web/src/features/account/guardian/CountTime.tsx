import { useEffect } from "react";
import { useGuardians, useLinks } from "./useGuardians";

const MINUTE = 60_000;

/** Tells the server of each minute in which the app is on screen, as long as the person is young and has a guardian. Shows nothing. */
export default function CountTime() {
  const guardians = useGuardians();
  const { loaded } = useLinks();
  const counted = loaded.status === "ready" && loaded.value.some(({ young, state }) => young && state === "linked");
  useEffect(() => {
    if (!counted) return;
    const timer = setInterval(() => {
      // A minute that cannot be told is not counted.
      if (document.visibilityState === "visible") guardians.countTime().catch(() => undefined);
    }, MINUTE);
    return () => clearInterval(timer);
  }, [counted, guardians]);
  return null;
}
