import { Trans, useLingui } from "@lingui/react/macro";
import { memo, useState } from "react";
import { useKnownProfile } from "@store";
import { Item, MessageRow, useVeil, type RowProps } from "@features/chat";
import { Avatar, inkOf } from "@ui/Avatar";
import { cx } from "@ui/cx";
import { nameOf } from "../names";
import { NoteText } from "./NoteText";
import { Words } from "./Words";
import css from "./talk.module.css";

/** A line of a group: someone's message with their name and face, or what happened to the group. */
export const GroupRow = memo(function GroupRow(props: RowProps) {
  const { message } = props;
  if (message.note?.kind === "pin" || message.note?.disappearing) return <MessageRow {...props} />;
  if (message.note) return <NoteRow {...props} />;
  if (message.mine) return <MessageRow {...props} Words={Words} />;
  return <Theirs {...props} />;
});

function Theirs(props: RowProps) {
  const { t } = useLingui();
  const { message, first, last } = props;
  const person = useKnownProfile(message.sender);
  const [shown, setShown] = useState(false);
  const [veiled] = useVeil(message);
  const name = person ? nameOf(person) : t`Someone`;
  if (person?.blocked && !shown && !message.erased) {
    return (
      <Item {...props}>
        <div className={css.blocked} role="note" data-key={message.key} tabIndex={-1}>
          <Trans>A message of someone you blocked.</Trans>
          <button type="button" onClick={() => setShown(true)}>
            <Trans>Show</Trans>
          </button>
        </div>
      </Item>
    );
  }
  return (
    <MessageRow
      {...props}
      name={name}
      Words={Words}
      by={
        first && (
          <p className={cx(css.by, css[`ink${inkOf(message.sender)}`])} aria-hidden="true" dir="auto">
            {name}
          </p>
        )
      }
      face={<span className={css.face}>{last && <Avatar name={name} src={veiled ? undefined : person?.avatar?.small} size={28} seed={message.sender} />}</span>}
    />
  );
}

function NoteRow(props: RowProps) {
  const { message, focusable } = props;
  return (
    <Item {...props}>
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- keys walk through the lines */}
      <p className={css.note} role="note" data-key={message.key} tabIndex={focusable ? 0 : -1} dir="auto">
        <NoteText message={message} />
      </p>
    </Item>
  );
}
