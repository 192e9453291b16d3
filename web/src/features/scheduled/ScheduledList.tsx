import { Trans, useLingui } from "@lingui/react/macro";
import { useEffect, useState } from "react";
import { createPortal } from "react-dom";
import { Problem, type ID, type Mentions } from "@data";
import { reschedule, unschedule, type ScheduledMessage } from "@data/scheduled";
import { problemText, useStore } from "@store";
import { Button } from "@ui/Button";
import { confirm } from "@ui/confirm";
import { Dialog } from "@ui/Dialog";
import { toast } from "@ui/toast";
import { comingText } from "./comingText";
import css from "./Scheduled.module.css";
import ScheduleDialog from "./ScheduleDialog";

type Props = { waiting: readonly ScheduledMessage[]; mentions?: (text: string) => Mentions | undefined; onClose: () => void };

/** What waits to be sent, and what could not be. */
export default function ScheduledList({ waiting, mentions, onClose }: Props) {
  const { t } = useLingui();
  const { api } = useStore();
  const [changing, setChanging] = useState<ScheduledMessage>();
  const [busy, setBusy] = useState<ID>();
  const none = waiting.length === 0;
  useEffect(() => {
    if (none) onClose();
  }, [none, onClose]);
  const run = async (message: ScheduledMessage, deed: () => Promise<unknown>) => {
    setBusy(message.clientId);
    try {
      await deed();
    } catch (cause) {
      // It was sent a moment ago.
      if (!(cause instanceof Problem && cause.code === "not_found")) toast(problemText(cause));
    }
    setBusy(undefined);
  };
  const remove = async (message: ScheduledMessage) => {
    if (await confirm({ title: t`Delete this scheduled message?`, body: t`It will not be sent.`, action: t`Delete`, danger: true })) await run(message, () => unschedule(api, message.clientId));
  };
  if (changing) {
    const back = () => setChanging(undefined);
    return <ScheduleDialog id={changing.conversationId} waiting={changing} text={changing.content.text ?? ""} mentions={mentions} onClose={back} onDone={back} />;
  }
  return createPortal(
    <Dialog open title={t`Scheduled messages`} onClose={onClose}>
      <ul className={css.list}>
        {waiting.map((message) => (
          <li key={message.clientId}>
            <p className={css.when}>{comingText(new Date(message.sendAt))}</p>
            <p className={css.text} dir="auto">
              {message.content.text}
            </p>
            {message.problem && (
              <p className={css.problem}>
                <Trans>Not sent.</Trans> {problemText(new Problem(message.problem))}
              </p>
            )}
            <div className={css.deeds}>
              <Button size="small" kind="quiet" disabled={busy === message.clientId} onClick={() => void run(message, () => reschedule(api, message.clientId, undefined, new Date()))}>
                {message.problem ? <Trans>Try again</Trans> : <Trans>Send now</Trans>}
              </Button>
              <Button size="small" kind="quiet" disabled={busy === message.clientId} onClick={() => setChanging(message)}>
                <Trans>Change</Trans>
              </Button>
              <Button size="small" kind="quiet" disabled={busy === message.clientId} onClick={() => void remove(message)}>
                <Trans>Delete</Trans>
              </Button>
            </div>
          </li>
        ))}
      </ul>
    </Dialog>,
    document.querySelector("main") ?? document.body,
  );
}
