import { useLingui } from "@lingui/react/macro";
import { TimerIcon } from "@phosphor-icons/react/dist/csr/Timer";
import { relative } from "@i18n";
import { useNow } from "@ui/useNow";
import css from "./Disappearing.module.css";

/** How long a message is still there. */
export function TimeLeft({ until }: { until: string }) {
  const { t } = useLingui();
  const left = relative(until, useNow());
  return (
    <span className={css.left}>
      <TimerIcon size={14} aria-hidden="true" /> {t`Disappears ${left}`}
    </span>
  );
}
