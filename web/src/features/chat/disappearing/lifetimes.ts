import { useLingui } from "@lingui/react/macro";
import type { Conversation } from "@data";

/** After how long messages disappear. */
export type Lifetime = NonNullable<Conversation["disappearing"]> | "off";

/** How each choice is called. */
export function useLifetimes(): Record<Lifetime, string> {
  const { t } = useLingui();
  return { off: t`Off`, "24h": t`After 24 hours`, "7d": t`After 7 days`, "90d": t`After 90 days` };
}
