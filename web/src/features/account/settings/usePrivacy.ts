import { startTransition, useOptimistic } from "react";
import { toast } from "@ui/toast";
import { useSession, useStore } from "@store";
import type { Privacy } from "@data";
import { problemText } from "../forms/problemText";

/** This person's switches, and how one is changed: it moves under the finger, and goes back by itself if the server refuses. */
export function usePrivacy(): [Privacy | undefined, (change: Partial<Privacy>) => void] {
  const { privacy: kept } = useSession();
  const { own } = useStore();
  const [privacy, show] = useOptimistic(kept, (now, change: Partial<Privacy>) => now && { ...now, ...change });
  const set = (change: Partial<Privacy>) =>
    startTransition(async () => {
      show(change);
      await own.setPrivacy(change).catch((cause: unknown) => toast(problemText(cause)));
    });
  return [privacy, set];
}
