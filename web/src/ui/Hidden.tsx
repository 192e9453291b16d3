import type { ReactNode } from "react";
import styles from "./Hidden.module.css";

/** Text for screen readers only. */
export function VisuallyHidden({ children, as: Tag = "span" }: { children: ReactNode; as?: "span" | "p" | "h1" | "h2" | "h3" }) {
  return <Tag className={styles.hidden}>{children}</Tag>;
}
