import { Trans, useLingui } from "@lingui/react/macro";
import { useMyId, useNames } from "@store";
import type { RowProps } from "../messages/MessageRow";
import css from "./pins.module.css";

/** The quiet line that somebody pinned a message; a press leads to it. */
export default function PinNote({ message, focusable, actions }: RowProps) {
  const { t } = useLingui();
  const mine = message.sender === useMyId();
  const [name] = useNames([message.sender]);
  const who = name ?? t`Someone`;
  const seq = message.note?.messageSeq;
  return (
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- keys walk through the lines
    <p className={css.note} role="note" data-key={message.key} tabIndex={focusable ? 0 : -1} dir="auto">
      {mine ? t`You pinned a message` : t`${who} pinned a message`}
      {seq !== undefined && (
        <button type="button" tabIndex={focusable ? 0 : -1} onClick={() => actions.jump(seq)}>
          <Trans>Show</Trans>
        </button>
      )}
    </p>
  );
}
