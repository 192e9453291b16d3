import { useLingui } from "@lingui/react/macro";
import { TextField } from "@ui/TextField";
import { passwordStrength, type Strength } from "./password";
import css from "./fields.module.css";

type Props = {
  label: string;
  value: string;
  onChange: (value: string) => void;
  error?: string;
  hint?: string;
  /** For a new password: how well it holds is shown, and whose it is keeps the handle out of it. */
  fresh?: { handle: string };
};

/** A password that can be looked at, and that says how well it holds when it is new. */
export function PasswordField({ label, value, onChange, error, hint, fresh }: Props) {
  return (
    <TextField
      label={label}
      type="password"
      name={fresh ? "new-password" : "password"}
      value={value}
      onChange={onChange}
      error={error}
      hint={fresh && value ? <StrengthHint strength={passwordStrength(value, fresh.handle)} /> : hint}
      autoComplete={fresh ? "new-password" : "current-password"}
      autoCapitalize="none"
      spellCheck={false}
      required
    />
  );
}

const bars: Record<Strength, number> = { short: 1, weak: 1, fair: 2, strong: 3 };

function StrengthHint({ strength }: { strength: Strength }) {
  const { t } = useLingui();
  const words: Record<Strength, string> = {
    short: t`Too short: 8 characters or more`,
    weak: t`Easy to guess`,
    fair: t`Fair. Longer is better.`,
    strong: t`Strong`,
  };
  return (
    <span className={css.strength} data-strength={strength}>
      <span className={css.bars} aria-hidden="true">
        {[1, 2, 3].map((n) => (
          <i key={n} data-lit={n <= bars[strength]} />
        ))}
      </span>
      {words[strength]}
    </span>
  );
}
