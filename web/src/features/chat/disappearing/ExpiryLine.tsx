import { TimerIcon } from "@phosphor-icons/react/dist/csr/Timer";
import { useLingui } from "@lingui/react/macro";
import css from "./Disappearing.module.css";
import type { Lifetime } from "./lifetimes";

/** In a quiet line: who set when new messages disappear; nobody is named where that is the reader. */
export function ExpiryLine({ who, after }: { who: string | undefined; after: Lifetime }) {
  const { t } = useLingui();
  const mine: Record<Lifetime, string> = {
    off: t`You turned off disappearing messages`,
    "24h": t`You made new messages disappear after 24 hours`,
    "7d": t`You made new messages disappear after 7 days`,
    "90d": t`You made new messages disappear after 90 days`,
  };
  const theirs: Record<Lifetime, string> = {
    off: t`${who} turned off disappearing messages`,
    "24h": t`${who} made new messages disappear after 24 hours`,
    "7d": t`${who} made new messages disappear after 7 days`,
    "90d": t`${who} made new messages disappear after 90 days`,
  };
  return (
    <>
      <TimerIcon className={css.mark} size={14} aria-hidden="true" />
      {(who === undefined ? mine : theirs)[after]}
    </>
  );
}
