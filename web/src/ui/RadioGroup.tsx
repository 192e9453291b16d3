import { useId, type ReactNode } from "react";
import styles from "./Choice.module.css";
import { cx } from "./cx";
import { VisuallyHidden } from "./Hidden";

export type RadioOption<V extends string> = { value: V; label: ReactNode; hint?: ReactNode; icon?: ReactNode; disabled?: boolean };

type Props<V extends string> = {
  label: ReactNode;
  hideLabel?: boolean;
  options: readonly RadioOption<V>[];
  value: V;
  onChange: (value: V) => void;
};

/** One of a few, each on its own card; the hint says what the choice does. */
export function RadioGroup<V extends string>({ label, hideLabel = false, options, value, onChange }: Props<V>) {
  const name = useId();
  return (
    <fieldset className={styles.group}>
      {hideLabel ? <VisuallyLegend label={label} /> : <legend className={styles.legend}>{label}</legend>}
      {options.map((option) => (
        <label key={option.value} className={cx(styles.card, option.value === value && styles.chosen)}>
          <input
            type="radio"
            className={styles.radio}
            name={name}
            value={option.value}
            checked={option.value === value}
            disabled={option.disabled}
            aria-describedby={option.hint === undefined ? undefined : `${name}-${option.value}`}
            onChange={() => onChange(option.value)}
          />
          <span className={styles.text}>
            <b>{option.label}</b>
            {option.hint !== undefined && <span id={`${name}-${option.value}`} className={styles.hint}>{option.hint}</span>}
          </span>
          {option.icon !== undefined && <span className={styles.icon}>{option.icon}</span>}
        </label>
      ))}
    </fieldset>
  );
}

function VisuallyLegend({ label }: { label: ReactNode }) {
  return <legend><VisuallyHidden>{label}</VisuallyHidden></legend>;
}
