import css from "./Console.module.css";
import { useSingleKeys } from "./useKeys";

/** A key that does the same as what it stands on; screen readers have it as that one's shortcut. */
export function Key({ name }: { name: string }) {
  const [on] = useSingleKeys();
  return on ? <kbd className={css.key} aria-hidden="true">{name}</kbd> : null;
}
