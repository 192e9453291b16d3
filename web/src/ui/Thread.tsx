import { useId, type ReactNode } from "react";
import styles from "./Thread.module.css";

/** The wave between two people, as a divider: alone, or on both sides of a few words. */
export function Thread({ label }: { label?: ReactNode }) {
  return (
    <div className={styles.thread} role={label === undefined ? "presentation" : undefined}>
      <Wave />
      {label !== undefined && <span className={styles.label}>{label}</span>}
      {label !== undefined && <Wave />}
    </div>
  );
}

function Wave() {
  const id = useId();
  return (
    <svg className={styles.wave} width="100%" height="12" aria-hidden="true">
      <pattern id={id} width="28" height="12" patternUnits="userSpaceOnUse">
        <path d="M-14 6q7-8 14 0t14 0t14 0t14 0" />
      </pattern>
      <rect width="100%" height="12" fill={`url(#${id})`} />
    </svg>
  );
}
