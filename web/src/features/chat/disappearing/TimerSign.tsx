import { useLingui } from "@lingui/react/macro";
import { TimerIcon } from "@phosphor-icons/react/dist/csr/Timer";
import { VisuallyHidden } from "@ui/Hidden";
import css from "./Disappearing.module.css";
import type { Lifetime } from "./lifetimes";

/** Beside the name: that messages disappear, and after how long. */
export default function TimerSign({ after }: { after: Exclude<Lifetime, "off"> }) {
  const { t } = useLingui();
  const { said, short } = {
    "24h": { said: t`Messages disappear after 24 hours`, short: t`24 h` },
    "7d": { said: t`Messages disappear after 7 days`, short: t`7 d` },
    "90d": { said: t`Messages disappear after 90 days`, short: t`90 d` },
  }[after];
  return (
    <span className={css.sign} title={said}>
      <TimerIcon size={16} aria-hidden="true" />
      <span aria-hidden="true">{short}</span>
      <VisuallyHidden>{said}</VisuallyHidden>
    </span>
  );
}
