import { check, type Checked, type Held } from "./checked";
import type { Value } from "./readable";
import type { Deliveries } from "./receipts";
import type { Session } from "./session";
import { vanish } from "./vanish";

/** Starts what works beside the app, loaded once it stands. */
export function later(parts: Omit<Held, "me" | "value"> & { session: Session; deliveries: Deliveries; Value: typeof Value }, signal: AbortSignal): Checked {
  const held = { ...parts, me: () => parts.session.me, value: <T>(first: T) => new parts.Value(first) };
  vanish(held, signal);
  const checked = check(held);
  parts.deliveries.send = checked.delivered;
  return checked;
}
