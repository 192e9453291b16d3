import { Trans, useLingui } from "@lingui/react/macro";
import { useRef, useState } from "react";
import { createPortal } from "react-dom";
import { Problem, type Content, type ID, type Mentions } from "@data";
import { reschedule, schedule, type ScheduledMessage } from "@data/scheduled";
import { problemText, useStore } from "@store";
import { Button } from "@ui/Button";
import { Dialog } from "@ui/Dialog";
import { RadioGroup } from "@ui/RadioGroup";
import { TextField } from "@ui/TextField";
import css from "./Scheduled.module.css";
import { comingText } from "./comingText";
import { fromLocal, localText, offers, type Offer } from "./moments";

type Props = {
  id: ID;
  /** What is changed; without it, a new one is made. */
  waiting?: ScheduledMessage;
  text: string;
  replyTo?: number;
  /** Whom a text mentions. */
  mentions?: (text: string) => Mentions | undefined;
  onClose: () => void;
  onDone: () => void;
};

/** What is to be sent, and when. */
export default function ScheduleDialog({ id, waiting, text: first, replyTo, mentions, onClose, onDone }: Props) {
  const { t } = useLingui();
  const { api } = useStore();
  const [clientId] = useState(() => crypto.randomUUID());
  const [offered] = useState(() => offers(new Date()));
  const [text, setText] = useState(first);
  const [choice, setChoice] = useState<Offer["name"] | "other">(waiting ? "other" : (offered[0]?.name ?? "other"));
  const [other, setOther] = useState(() => localText(waiting ? new Date(waiting.sendAt) : new Date(Date.now() + 3_600_000)));
  const moment = useRef<HTMLInputElement & HTMLTextAreaElement>(null);
  const [busy, setBusy] = useState(false);
  const [wrong, setWrong] = useState<"text" | "moment" | "past">();
  const [cause, setCause] = useState<unknown>();
  const at = offered.find((offer) => offer.name === choice)?.at ?? fromLocal(other);
  const names: Record<Offer["name"], string> = { evening: t`This evening`, tomorrow: t`Tomorrow morning`, monday: t`Monday morning` };

  const done = async () => {
    // The minute that is under way can still be chosen: it is sent at once.
    const trouble = text.trim() === "" ? "text" : !at ? "moment" : at.getTime() < Date.now() - 60_000 ? "past" : undefined;
    setWrong(trouble);
    if (trouble || !at) return;
    setBusy(true);
    setCause(undefined);
    const content: Content = { type: "text", text: text.trim(), replyTo: waiting ? waiting.content.replyTo : replyTo, ...mentions?.(text) };
    try {
      await (waiting ? reschedule(api, waiting.clientId, content, at) : schedule(api, id, clientId, content, at));
      onDone();
    } catch (failure) {
      setCause(failure);
      setBusy(false);
    }
  };

  return createPortal(
    <Dialog
      open
      title={waiting ? t`Change the scheduled message` : t`Schedule a message`}
      onClose={onClose}
      actions={
        <Button kind="primary" busy={busy} onClick={() => void done()}>
          {waiting ? <Trans>Save</Trans> : <Trans>Schedule</Trans>}
        </Button>
      }
    >
      <div className={css.sheet}>
        <TextField multiline label={t`Text`} value={text} error={wrong === "text" && t`Write what is to be sent.`} onChange={setText} />
        <RadioGroup
          label={t`When it is sent`}
          value={choice}
          onChange={(next) => {
            setChoice(next);
            // It may lie below what is in view.
            if (next === "other") requestAnimationFrame(() => moment.current?.focus());
          }}
          options={[
            ...offered.map(({ name, at: coming }) => ({ value: name, label: names[name], hint: comingText(coming) })),
            { value: "other" as const, label: t`Another time` },
          ]}
        />
        {choice === "other" && (
          <TextField
            type="datetime-local"
            ref={moment}
            label={t`Date and time`}
            value={other}
            error={wrong === "moment" ? t`Choose a day and a time.` : wrong === "past" && t`This time has passed. Choose a later one.`}
            onChange={setOther}
          />
        )}
        <p className={css.hint}>
          <Trans>It is sent at this time even if you are offline. Until then only you see it, and you can change or delete it.</Trans>
        </p>
        {cause !== undefined && (
          <p className={css.problem} role="alert">
            {cause instanceof Problem && cause.code === "too_many_scheduled" ? t`100 messages of yours wait to be sent, which is the most. Delete one first.` : problemText(cause)}
          </p>
        )}
      </div>
    </Dialog>,
    document.querySelector("main") ?? document.body,
  );
}
