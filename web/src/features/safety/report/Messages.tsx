import { useState } from "react";
import { plural } from "@lingui/core/macro";
import { Trans, useLingui } from "@lingui/react/macro";
import { Button } from "@ui/Button";
import { Checkbox } from "@ui/Checkbox";
import { day, time } from "@i18n";
import { saying, useReadable, useStore } from "@store";
import { gist, type ID, type Message } from "@data";
import css from "./report.module.css";

/** As many as one report may name. */
const MOST = 50;

type Props = { conversation: ID; person: ID; first: readonly number[]; chosen: readonly number[]; onChoose: (seqs: readonly number[]) => void };

/** The messages that a report shows the moderators, and the others of the same person that can be added. */
export function Messages({ conversation, person, first, chosen, onChoose }: Props) {
  const { t } = useLingui();
  const store = useStore();
  const timeline = store.timeline(conversation);
  const { items, hasOlder } = useReadable(timeline);
  const [open, setOpen] = useState(false);
  const theirs = items.filter((item): item is Message & { seq: number } => item.sender === person && !item.erased && !item.note && item.seq !== undefined);
  if (theirs.length === 0) return null;
  const label = first.length > 0 ? t`Add more messages` : t`Choose messages`;
  const shown = open ? theirs : theirs.filter((item) => chosen.includes(item.seq));
  const toggle = (seq: number, on: boolean) => onChoose(on ? [...chosen, seq] : chosen.filter((one) => one !== seq));
  return (
    <fieldset className={css.messages}>
      <legend>{plural(chosen.length, { 0: "No message chosen", one: "# message", other: "# messages" })}</legend>
      {open && hasOlder && (
        <Button size="small" kind="quiet" onClick={() => void timeline.loadOlder()}>
          <Trans>Show what came before</Trans>
        </Button>
      )}
      {shown.length > 0 && (
        <div className={css.list}>
          {shown.map((item) => (
            <Checkbox
              key={item.key}
              label={<span dir="auto">{saying(gist(item))}</span>}
              hint={`${day(item.at)} ${time(item.at)}`}
              checked={chosen.includes(item.seq)}
              disabled={!chosen.includes(item.seq) && chosen.length >= MOST}
              onChange={(on) => toggle(item.seq, on)}
            />
          ))}
        </div>
      )}
      {!open && (
        <Button size="small" onClick={() => setOpen(true)}>
          {label}
        </Button>
      )}
    </fieldset>
  );
}
