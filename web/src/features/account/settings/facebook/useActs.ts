import { useState } from "react";
import { toast } from "@ui/toast";
import { facebookText } from "./problems";

/** Which act is under way, and what begins one: one at a time; what fails is said. `after` is called at the end of each. */
export function useActs<Act extends string>(after?: () => void) {
  const [busy, setBusy] = useState<Act>();
  async function does(what: Act, act: () => Promise<unknown>) {
    setBusy(what);
    try {
      await act();
    } catch (cause) {
      toast(facebookText(cause));
    }
    setBusy(undefined);
    after?.();
  }
  return { busy, does };
}
