import { MagnifyingGlassIcon } from "@phosphor-icons/react/dist/csr/MagnifyingGlass";
import { XIcon } from "@phosphor-icons/react/dist/csr/X";
import { useLingui } from "@lingui/react/macro";
import { useRef, type ComponentProps } from "react";
import styles from "./SearchField.module.css";
import { cx } from "./cx";

type Props = {
  /** Its name, and what stands in it while it is empty. */
  label: string;
  value: string;
  onChange: (value: string) => void;
  className?: string;
} & Pick<ComponentProps<"input">, "autoFocus" | "onFocus" | "onBlur" | "onKeyDown" | "name" | "placeholder" | "role" | "aria-controls" | "aria-expanded" | "aria-activedescendant" | "aria-autocomplete">;

/** A well to search from. Escape empties it. */
export function SearchField({ label, value, onChange, className, onKeyDown, placeholder, ...rest }: Props) {
  const { t } = useLingui();
  const input = useRef<HTMLInputElement>(null);
  const clear = () => {
    onChange("");
    input.current?.focus();
  };
  return (
    <div className={cx(styles.search, className)} role="search" aria-label={label}>
      <MagnifyingGlassIcon className={styles.glass} />
      <input
        {...rest}
        ref={input}
        type="search"
        enterKeyHint="search"
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        aria-label={label}
        placeholder={placeholder ?? label}
        value={value}
        onChange={(event) => onChange(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === "Escape" && value !== "") {
            event.preventDefault();
            event.stopPropagation();
            clear();
          }
          onKeyDown?.(event);
        }}
      />
      {value !== "" && (
        <button type="button" className={styles.clear} aria-label={t`Clear`} onClick={clear}>
          <XIcon size={16} />
        </button>
      )}
    </div>
  );
}
