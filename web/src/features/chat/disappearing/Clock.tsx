import { useLingui } from "@lingui/react/macro";
import { TimerIcon } from "@phosphor-icons/react/dist/csr/Timer";
import type { Message } from "@data";
import { relative } from "@i18n";
import { VisuallyHidden } from "@ui/Hidden";
import { useNow } from "@ui/useNow";
import css from "./Disappearing.module.css";
import { leftOf } from "./left";

type Props = {
  message: Message;
  until: string;
  /** That it stands beside a few large emoji, which have no bubble. */
  big: boolean;
};

/** On a message that disappears: for how long it is still there. */
export default function Clock({ message, until, big }: Props) {
  const { t, i18n } = useLingui();
  const now = useNow();
  const left = relative(until, now);
  const said = t`Disappears ${left}`;
  const pictures = message.photos && !message.once;
  const classes = [css.clock, message.mine && !big && css.own, pictures && css.under];
  return (
    <small className={classes.filter(Boolean).join(" ")} title={said}>
      <TimerIcon size={14} aria-hidden="true" />
      <span aria-hidden="true">{leftOf(Date.parse(until) - now, i18n.locale)}</span>
      <VisuallyHidden>{said}</VisuallyHidden>
    </small>
  );
}
