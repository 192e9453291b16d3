import { Trans, useLingui } from "@lingui/react/macro";
import { WarningCircleIcon } from "@phosphor-icons/react/dist/csr/WarningCircle";
import type { Delivery, Message } from "@data";
import { Link } from "wouter";
import { Mark } from "@ui/Mark";
import { problemText } from "@store";
import css from "./Message.module.css";

/** How far my last message came: the mark being drawn, always with its word. */
export function DeliveryFoot({ delivery }: { delivery: Exclude<Delivery, "failed"> }) {
  const { t } = useLingui();
  const word = { sending: t`Sending…`, sent: t`Sent`, delivered: t`Delivered`, read: t`Seen` }[delivery];
  return (
    <p className={css.foot}>
      <Mark state={delivery} />
      {word}
    </p>
  );
}

type FailedProps = { message: Message; onRetry: (message: Message) => void; onDiscard: (message: Message) => void };

/** Why a message could not leave, and what one can do about it. */
export function FailedFoot({ message, onRetry, onDiscard }: FailedProps) {
  const { t } = useLingui();
  const { problem } = message;
  const code = problem?.code;
  const refused = problem && !problem.transient;
  const why = !problem || code === "network" ? t`Not sent: no network` : problemText(problem);
  const explained = code === "suspended" || code === "limited";
  return (
    <>
      <p className={`${css.foot} ${css.bad}`}>
        <WarningCircleIcon size={17} weight="fill" />
        <span>
          {why} {explained && <Link href="/settings/safety/decisions">{t`Read why, and appeal`}</Link>}
        </span>
      </p>
      {refused && (
        <p className={css.foot}>
          <Trans>Your text stays here: copy it or delete it.</Trans>
        </p>
      )}
      <div className={css.retry}>
        <button type="button" onClick={() => onRetry(message)}>
          <Trans>Try again</Trans>
        </button>
        <button type="button" className={css.drop} onClick={() => onDiscard(message)}>
          <Trans>Delete</Trans>
        </button>
      </div>
    </>
  );
}
