import { useLingui } from "@lingui/react/macro";
import { TextField } from "@ui/TextField";
import { normalizeHandle } from "./handle";
import type { HandleVerdict } from "./useHandleCheck";

type Props = {
  value: string;
  onChange: (handle: string) => void;
  verdict: HandleVerdict;
  /** Until a person has stopped or gone on, half a handle is no fault. */
  judge: boolean;
  onBlur?: () => void;
};

/** The handle of a new account; says what the server thinks of it while one types. */
export function HandleField({ value, onChange, verdict, judge, onBlur }: Props) {
  const { t } = useLingui();
  const fault = useVerdictText(verdict);
  const early = !judge && (verdict === "empty" || verdict === "short" || verdict === "dots");
  return (
    <TextField
      label={t`Handle`}
      name="username"
      prefix="@"
      value={value}
      onChange={(typed) => onChange(normalizeHandle(typed))}
      onBlur={onBlur}
      autoComplete="username"
      autoCapitalize="none"
      spellCheck={false}
      required
      hint={verdict === "checking" ? t`Checking…` : t`People find you by it: a–z, 0–9, _ and dots.`}
      valid={verdict === "free" ? t`It’s free.` : undefined}
      error={early ? undefined : fault}
    />
  );
}

/** What is wrong with a handle, and what to do; undefined when nothing is. */
export function useVerdictText(verdict: HandleVerdict): string | undefined {
  const { t } = useLingui();
  switch (verdict) {
    case "empty":
      return t`Choose a handle.`;
    case "short":
      return t`A handle has at least 2 characters.`;
    case "long":
      return t`A handle has at most 30 characters.`;
    case "characters":
      return t`Use only a–z without accents, 0–9, _ and dots.`;
    case "dots":
      return t`A dot stands between other characters, one at a time.`;
    case "taken":
      return t`Someone has this handle. Try another one.`;
    case "confusable":
      return t`This looks too much like someone else’s handle. Try another one.`;
    case "refused":
      return t`This handle can’t be used. Try another one.`;
    default:
      return undefined;
  }
}
