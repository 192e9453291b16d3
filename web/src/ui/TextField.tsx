import { EyeIcon } from "@phosphor-icons/react/dist/csr/Eye";
import { EyeSlashIcon } from "@phosphor-icons/react/dist/csr/EyeSlash";
import { useLingui } from "@lingui/react/macro";
import { useId, useState, type ComponentProps, type ReactNode, type Ref } from "react";
import styles from "./Field.module.css";
import { cx } from "./cx";
import { FieldNote, hasNote, type Notes } from "./FieldNote";
import { VisuallyHidden } from "./Hidden";
import { IconButton } from "./IconButton";

type Props = Notes & {
  label: string;
  /** For a field whose purpose is plain to the eye. */
  hideLabel?: boolean;
  value: string;
  onChange: (value: string) => void;
  type?: "text" | "password" | "email" | "search" | "tel" | "url" | "date" | "datetime-local";
  multiline?: boolean;
  prefix?: ReactNode;
  suffix?: ReactNode;
  ref?: Ref<HTMLInputElement & HTMLTextAreaElement>;
} & Pick<
    ComponentProps<"input">,
    | "autoComplete" | "autoCapitalize" | "autoCorrect" | "spellCheck" | "inputMode" | "enterKeyHint" | "maxLength" | "minLength" | "name"
    | "placeholder" | "required" | "disabled" | "autoFocus" | "onBlur" | "onFocus" | "onKeyDown" | "pattern"
  >;

/** A line or several of text with its label, and below it a hint, what is wrong, or what is right. */
export function TextField({ label, hideLabel = false, hint, error, valid, value, onChange, type = "text", multiline = false, prefix, suffix, ref, ...rest }: Props) {
  const id = useId();
  const noteId = `${id}-note`;
  const [shown, setShown] = useState(false);
  const invalid = error !== undefined && error !== null && error !== false && error !== "";
  const shared = {
    ...rest,
    id,
    ref,
    value,
    className: styles.input,
    "aria-invalid": invalid || undefined,
    "aria-describedby": hasNote({ hint, error, valid }) ? noteId : undefined,
    onChange: (event: { currentTarget: { value: string } }) => onChange(event.currentTarget.value),
  };
  return (
    <div className={styles.field}>
      <label htmlFor={id} className={styles.label}>{hideLabel ? <VisuallyHidden>{label}</VisuallyHidden> : label}</label>
      <div className={cx(styles.box, invalid && styles.invalid)}>
        {prefix !== undefined && <span className={styles.prefix} aria-hidden="true">{prefix}</span>}
        {multiline ? <textarea {...(shared as ComponentProps<"textarea">)} rows={3} /> : <input {...shared} type={type === "password" && shown ? "text" : type} />}
        {type === "password" && <Reveal shown={shown} onToggle={() => setShown(!shown)} />}
        {suffix}
      </div>
      <FieldNote id={noteId} hint={hint} error={error} valid={valid} />
    </div>
  );
}

function Reveal({ shown, onToggle }: { shown: boolean; onToggle: () => void }) {
  const { t } = useLingui();
  return <IconButton label={shown ? t`Hide the password` : t`Show the password`} icon={shown ? <EyeSlashIcon /> : <EyeIcon />} className={styles.inside} onClick={onToggle} />;
}
