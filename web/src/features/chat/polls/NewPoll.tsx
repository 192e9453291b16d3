import { Trans, useLingui } from "@lingui/react/macro";
import { XIcon } from "@phosphor-icons/react/dist/csr/X";
import { useEffect, useRef, useState, type KeyboardEvent } from "react";
import { createPortal } from "react-dom";
import { isGroup, type Content, type ID } from "@data";
import { useConversation } from "@store";
import { Button } from "@ui/Button";
import { Dialog } from "@ui/Dialog";
import { IconButton } from "@ui/IconButton";
import { SelectField } from "@ui/SelectField";
import { Switch } from "@ui/Switch";
import { TextField } from "@ui/TextField";
import css from "./Poll.module.css";
import { LEAST, MOST, troubleIn, withRoom } from "./asking";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** As the server takes them, at most. */
const QUESTION = 300;
const OPTION = 100;

type Props = { id: ID; onAsk: (content: Content) => void; onClose: () => void };

/** A question with its options: an empty one is always left to write in, as long as there may be more. */
export default function NewPoll({ id, onAsk, onClose }: Props) {
  const { t } = useLingui();
  const conversation = useConversation(id);
  const fields = useRef<HTMLDivElement>(null);
  const [question, setQuestion] = useState("");
  const [options, setOptions] = useState<readonly string[]>(["", ""]);
  const [multiple, setMultiple] = useState(false);
  const [anonymous, setAnonymous] = useState(false);
  const [lasts, setLasts] = useState(0);
  const [tried, setTried] = useState(false);
  const trouble = troubleIn(question, options);
  const first = useRef<HTMLInputElement & HTMLTextAreaElement>(null);
  useEffect(() => first.current?.focus(), []);

  const ask = () => {
    setTried(true);
    if (trouble) {
      requestAnimationFrame(() => fields.current?.querySelector<HTMLElement>("[aria-invalid]")?.focus());
      return;
    }
    const closesAt = lasts > 0 ? new Date(Date.now() + lasts).toISOString() : undefined;
    onAsk({ type: "poll", text: question.trim(), poll: { options: options.map((one) => one.trim()).filter(Boolean), multiple, anonymous, closesAt } });
  };

  const next = (event: KeyboardEvent<HTMLElement>) => {
    if (event.key !== "Enter" || event.nativeEvent.isComposing) return;
    event.preventDefault();
    const all = [...(fields.current?.querySelectorAll<HTMLElement>("input[type=text]") ?? [])];
    all[all.indexOf(event.currentTarget) + 1]?.focus();
  };

  const problemOf = (text: string, i: number) => {
    if (!tried || !trouble) return undefined;
    if (trouble.repeated.includes(i)) return t`This is one of the others.`;
    return trouble.few && text.trim() === "" && i < LEAST ? t`Write two options at least.` : undefined;
  };

  return createPortal(
    <Dialog
      open
      title={t`New poll`}
      onClose={onClose}
      actions={
        <Button kind="primary" onClick={ask}>
          <Trans>Send the poll</Trans>
        </Button>
      }
    >
      <div ref={fields} className={css.fields}>
        <TextField
          label={t`Question`}
          value={question}
          maxLength={QUESTION}
          ref={first}
          error={tried && trouble?.noQuestion && t`Ask something.`}
          onChange={setQuestion}
          onKeyDown={next}
        />
        <div className={css.fields} role="group" aria-label={t`Options`}>
          {options.map((text, i) => {
            const n = i + 1;
            return (
              <TextField
                key={i}
                label={t`Option ${n}`}
                value={text}
                maxLength={OPTION}
                error={problemOf(text, i)}
                onChange={(now) => setOptions(withRoom(options.map((one, at) => (at === i ? now : one))))}
                onKeyDown={next}
                suffix={
                  options.length > LEAST &&
                  text !== "" && <IconButton label={t`Remove option ${n}`} icon={<XIcon size={20} />} onClick={() => setOptions(withRoom(options.filter((_, at) => at !== i)))} />
                }
              />
            );
          })}
        </div>
      </div>
      {options.length === MOST && (
        <p className={css.summary}>
          <Trans>12 options are the most.</Trans>
        </p>
      )}
      <Switch label={t`Several answers`} hint={t`Everyone may choose more than one.`} checked={multiple} onChange={setMultiple} />
      {conversation && isGroup(conversation) && (
        <Switch label={t`Anonymous`} hint={t`Nobody in the group is told who chose what.`} checked={anonymous} onChange={setAnonymous} />
      )}
      <SelectField
        label={t`Closes`}
        value={String(lasts)}
        onChange={(value) => setLasts(Number(value))}
        options={[
          { value: "0", label: t`When you close it` },
          { value: String(HOUR), label: t`In an hour` },
          { value: String(8 * HOUR), label: t`In 8 hours` },
          { value: String(DAY), label: t`In a day` },
          { value: String(3 * DAY), label: t`In 3 days` },
          { value: String(7 * DAY), label: t`In a week` },
          { value: String(30 * DAY), label: t`In 30 days` },
        ]}
      />
    </Dialog>,
    document.querySelector("main") ?? document.body,
  );
}
