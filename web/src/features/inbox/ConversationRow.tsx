import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { BellSlashIcon } from "@phosphor-icons/react/dist/csr/BellSlash";
import { DotsThreeIcon } from "@phosphor-icons/react/dist/csr/DotsThree";
import { PushPinIcon } from "@phosphor-icons/react/dist/csr/PushPin";
import { WarningCircleIcon } from "@phosphor-icons/react/dist/csr/WarningCircle";
import { memo, type ReactNode } from "react";
import { Link } from "wouter";
import type { ConversationRow as RowData } from "@data";
import { saying, usePresence } from "@store";
import { dateTime, listTime } from "@i18n";
import { Avatar } from "@ui/Avatar";
import { Badge } from "@ui/Badge";
import { cx } from "@ui/cx";
import { VisuallyHidden } from "@ui/Hidden";
import { Mark } from "@ui/Mark";
import { isSaved, rowName, SavedFace } from "@features/saved";
import css from "./ConversationRow.module.css";

type Props = {
  row: RowData;
  selected: boolean;
  wide: boolean;
  /** The buttons a swipe has uncovered. */
  tray?: ReactNode;
  onMenu: (row: RowData, at: DOMRect) => void;
};

/** One conversation in the inbox. */
export const ConversationRow = memo(function ConversationRow({ row, selected, wide, tray, onMenu }: Props) {
  const { t } = useLingui();
  const { conversation, peer, preview, unread } = row;
  const name = rowName(row);
  const { muted, pinned, markedUnread, id } = conversation;
  const presence = usePresence(peer?.id);
  const at = preview?.at ?? Date.parse(conversation.draft?.updatedAt ?? conversation.head.at ?? conversation.createdAt);
  const glows = (unread > 0 || markedUnread) && !muted;
  return (
    <div className={cx(css.cell, glows && css.unread, selected && css.selected)} data-id={id}>
      {tray}
      <Link href={`/c/${id}`} className={css.row} draggable={false} aria-current={selected ? "page" : undefined} data-row="">
        {isSaved(conversation) ? (
          <SavedFace size={wide ? 48 : 56} />
        ) : (
          <Avatar
            name={name}
            src={(peer ?? conversation).avatar?.small}
            size={wide ? 48 : 56}
            seed={peer?.id ?? id}
            square={!peer}
            presence={presence?.online ? "online" : undefined}
          />
        )}
        <span className={css.words}>
          <span className={css.name}>
            <span className={css.line} dir="auto">
              {name}
            </span>
            {muted && (
              <>
                <BellSlashIcon size={16} />
                <VisuallyHidden>{t`Muted`}</VisuallyHidden>
              </>
            )}
          </span>
          <span className={css.last}>
            <LastLine row={row} name={name} />
          </span>
        </span>
        <span className={css.side}>
          <time dateTime={new Date(at).toISOString()} title={dateTime(at)}>
            {listTime(at)}
          </time>
          <span className={css.marks}>
            {pinned && (
              <>
                <PushPinIcon size={17} weight="fill" />
                <VisuallyHidden>{t`Pinned`}</VisuallyHidden>
              </>
            )}
            {conversation.mentionSeq !== undefined && (
              <>
                <span aria-hidden="true" className={css.at}>
                  @
                </span>
                <VisuallyHidden>{t`You are mentioned`}</VisuallyHidden>
              </>
            )}
            {unread > 0 && (
              <>
                <span aria-hidden="true">
                  <Badge count={unread} quiet={muted} />
                </span>
                <VisuallyHidden>
                  <Plural value={unread} one="# unread message" other="# unread messages" />
                </VisuallyHidden>
              </>
            )}
            {unread === 0 && markedUnread && (
              <span className={cx(css.dot, muted && css.dim)}>
                <VisuallyHidden>{t`Unread`}</VisuallyHidden>
              </span>
            )}
          </span>
        </span>
      </Link>
      <button type="button" className={css.more} aria-haspopup="menu" aria-label={t`Actions for ${name}`} title={t`More`} onClick={(event) => onMenu(row, event.currentTarget.getBoundingClientRect())}>
        <DotsThreeIcon weight="bold" />
      </button>
    </div>
  );
});

/** The second line: who is typing, else what waits to be sent, else what was said last. */
function LastLine({ row: { conversation, peer, preview, typing, draft, unread }, name }: { row: RowData; name: string }) {
  const { t } = useLingui();
  const [writing] = typing;
  if (writing) {
    const who = writing.name || writing.handle;
    return (
      <>
        <Mark state="typing" size={22} />
        <span className={cx(css.line, css.now)}>{peer || !who ? t`Typing…` : t`${who} is typing…`}</span>
      </>
    );
  }
  if (preview?.state === "failed") {
    return (
      <span className={css.fail}>
        <WarningCircleIcon size={17} />
        <span className={css.line}>{t`Not sent · try again`}</span>
      </span>
    );
  }
  if (draft && unread === 0) {
    return (
      <>
        <span className={css.draft}>
          <Trans>Draft:</Trans>
        </span>
        <span className={css.line} dir="auto">
          {draft}
        </span>
      </>
    );
  }
  if (!preview) return <span className={css.line}>{conversation.disappearing ? "…" : t`Nothing said yet`}</span>;
  const by = preview.by ? preview.by.name || preview.by.handle : name;
  if (preview.erased) return <span className={css.line}>{preview.mine ? t`You unsent a message` : t`${by} unsent a message`}</span>;
  if (!preview.mine) {
    const text = saying(preview);
    return (
      <span className={css.line} dir="auto">
        {preview.by && by ? t`${by}: ${text}` : text}
      </span>
    );
  }
  const { state = "sent" } = preview;
  const text = saying(preview);
  const word = { sending: t`Sending…`, sent: t`Sent`, delivered: t`Delivered`, read: t`Seen` }[state];
  return (
    <>
      <Mark state={state} size={13} />
      <VisuallyHidden>{word}</VisuallyHidden>
      <span className={css.line}>{isSaved(conversation) ? text : t`You: ${text}`}</span>
    </>
  );
}
