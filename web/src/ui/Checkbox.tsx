import { useId, type ReactNode } from "react";
import styles from "./Choice.module.css";

type Props = {
  label: ReactNode;
  hint?: ReactNode;
  checked: boolean;
  onChange: (checked: boolean) => void;
  disabled?: boolean;
  required?: boolean;
};

/** A thing to tick, that counts when the form is sent. */
export function Checkbox({ label, hint, checked, onChange, disabled = false, required = false }: Props) {
  const id = useId();
  return (
    <label className={styles.row}>
      <input
        type="checkbox"
        className={styles.check}
        checked={checked}
        disabled={disabled}
        required={required}
        aria-describedby={hint === undefined ? undefined : id}
        onChange={(event) => onChange(event.currentTarget.checked)}
      />
      <span className={styles.text}>
        <b className={styles.medium}>{label}</b>
        {hint !== undefined && <span id={id} className={styles.hint}>{hint}</span>}
      </span>
    </label>
  );
}
