import { Trans, useLingui } from "@lingui/react/macro";
import { useMyId, useNames } from "@store";
import type { RowProps } from "../messages/MessageRow";
import { ExpiryLine } from "../disappearing/ExpiryLine";
import css from "./pins.module.css";

/** A quiet line of any conversation: that somebody pinned a message, to which a press leads, or set when messages disappear. */
export default function PinNote({ message, focusable, actions }: RowProps) {
  const { t } = useLingui();
  const mine = message.sender === useMyId();
  const [name] = useNames([message.sender]);
  const who = name ?? t`Someone`;
  const { messageSeq: seq, disappearing } = message.note ?? {};
  return (
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- keys walk through the lines
    <p className={css.note} role="note" data-key={message.key} tabIndex={focusable ? 0 : -1} dir="auto">
      {disappearing ? <ExpiryLine who={mine ? undefined : who} after={disappearing} /> : mine ? t`You pinned a message` : t`${who} pinned a message`}
      {seq !== undefined && (
        <button type="button" tabIndex={focusable ? 0 : -1} onClick={() => actions.jump(seq)}>
          <Trans>Show</Trans>
        </button>
      )}
    </p>
  );
}
