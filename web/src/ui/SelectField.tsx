import { CaretDownIcon } from "@phosphor-icons/react/dist/csr/CaretDown";
import { useId, type ComponentProps } from "react";
import styles from "./Field.module.css";
import { cx } from "./cx";
import { FieldNote, hasNote, type Notes } from "./FieldNote";
import { VisuallyHidden } from "./Hidden";

type Props = Notes & {
  label: string;
  hideLabel?: boolean;
  value: string;
  onChange: (value: string) => void;
  options: readonly { value: string; label: string; disabled?: boolean }[];
} & Pick<ComponentProps<"select">, "autoComplete" | "name" | "required" | "disabled" | "onBlur">;

/** One of a list, by the browser's own picker. */
export function SelectField({ label, hideLabel = false, hint, error, valid, value, onChange, options, ...rest }: Props) {
  const id = useId();
  const noteId = `${id}-note`;
  const invalid = Boolean(error);
  return (
    <div className={styles.field}>
      <label htmlFor={id} className={styles.label}>{hideLabel ? <VisuallyHidden>{label}</VisuallyHidden> : label}</label>
      <div className={cx(styles.box, invalid && styles.invalid)}>
        <select
          {...rest}
          id={id}
          value={value}
          className={styles.input}
          aria-invalid={invalid || undefined}
          aria-describedby={hasNote({ hint, error, valid }) ? noteId : undefined}
          onChange={(event) => onChange(event.currentTarget.value)}
        >
          {options.map((option) => <option key={option.value} value={option.value} disabled={option.disabled}>{option.label}</option>)}
        </select>
        <CaretDownIcon className={styles.prefix} size={16} />
      </div>
      <FieldNote id={noteId} hint={hint} error={error} valid={valid} />
    </div>
  );
}
