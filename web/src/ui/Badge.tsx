import styles from "./Badge.module.css";
import { cx } from "./cx";
import { VisuallyHidden } from "./Hidden";

type Props = {
  count: number;
  /** Not glowing: for what is muted. */
  quiet?: boolean;
  /** What the number counts, for screen readers: "3 unread messages". */
  label?: string;
  className?: string;
};

/** A count of what is new; nothing when there is nothing. */
export function Badge({ count, quiet = false, label, className }: Props) {
  if (count <= 0) return null;
  const shown = count > 99 ? "99+" : String(count);
  return (
    <span className={cx(styles.badge, quiet && styles.quiet, className)}>
      {label === undefined ? shown : <span aria-hidden="true">{shown}</span>}
      {label !== undefined && <VisuallyHidden>{label}</VisuallyHidden>}
    </span>
  );
}
