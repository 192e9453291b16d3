import { CheckCircleIcon } from "@phosphor-icons/react/dist/csr/CheckCircle";
import { WarningCircleIcon } from "@phosphor-icons/react/dist/csr/WarningCircle";
import type { ReactNode } from "react";
import styles from "./Field.module.css";
import { cx } from "./cx";

export type Notes = {
  hint?: ReactNode;
  /** What is wrong: said at once, and instead of the hint. */
  error?: ReactNode;
  /** What is right: said instead of the hint. */
  valid?: ReactNode;
};

const given = (note: ReactNode) => note !== undefined && note !== null && note !== false && note !== "";

export function hasNote({ hint, error, valid }: Notes): boolean {
  return given(hint) || given(error) || given(valid);
}

/** The line under a field. Its live region stays, so that a change of it is told. */
export function FieldNote({ id, hint, error, valid }: Notes & { id: string }) {
  return (
    <div id={id} aria-live="polite">
      {given(error) ? (
        <p className={cx(styles.note, styles.error)}><WarningCircleIcon weight="fill" /><span>{error}</span></p>
      ) : given(valid) ? (
        <p className={cx(styles.note, styles.valid)}><CheckCircleIcon /><span>{valid}</span></p>
      ) : given(hint) ? (
        <p className={styles.note}><span>{hint}</span></p>
      ) : null}
    </div>
  );
}
