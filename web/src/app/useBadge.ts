import type { SessionState } from "@data";
import { useUnreadTotal } from "@store";
import { useEffect } from "react";

/** Shows the number of unread conversations on the installed app's icon. */
export function useBadge(status: SessionState["status"]): void {
  const unread = useUnreadTotal();
  const count = status === "signedIn" ? unread : 0;
  useEffect(() => {
    if (!("setAppBadge" in navigator)) return;
    // Refused where the app is not installed: then there is no icon to mark.
    (count > 0 ? navigator.setAppBadge(count) : navigator.clearAppBadge()).catch(() => undefined);
  }, [count]);
}
