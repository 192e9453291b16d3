import { useId, type ReactNode } from "react";
import styles from "./Section.module.css";
import { cx } from "./cx";

type Props = {
  title: ReactNode;
  action?: ReactNode;
  /** A quieter heading, for lists inside a page. */
  quiet?: boolean;
  children: ReactNode;
  className?: string;
};

/** A part of a screen under its own heading. */
export function Section({ title, action, quiet = false, children, className }: Props) {
  const id = useId();
  return (
    <section className={cx(styles.section, className)} aria-labelledby={id}>
      <div className={styles.head}>
        <h2 id={id} className={quiet ? styles.quiet : undefined}>{title}</h2>
        {action}
      </div>
      {children}
    </section>
  );
}
