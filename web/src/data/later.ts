import { check, type Checked, type Held } from "./checked";
import { vanish } from "./vanish";

/** Starts what works beside the app, loaded once it stands. */
export function later(held: Held, signal: AbortSignal): Checked {
  vanish(held, signal);
  return check(held);
}
