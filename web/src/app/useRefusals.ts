import { useEffect } from "react";
import type { Store } from "@data";
import { problemText } from "@store";
import { toast } from "@ui/toast";

/** A change that was shown at once and then refused is taken back; this says so. */
export function useRefusals(store: Store): void {
  useEffect(() => store.onRefusal((refusal) => toast(problemText(refusal.problem))), [store]);
}
