import { useLingui } from "@lingui/react/macro";
import { ArchiveIcon } from "@phosphor-icons/react/dist/csr/Archive";
import { BellIcon } from "@phosphor-icons/react/dist/csr/Bell";
import { BellSlashIcon } from "@phosphor-icons/react/dist/csr/BellSlash";
import { ChatCircleDotsIcon } from "@phosphor-icons/react/dist/csr/ChatCircleDots";
import { ChatCircleIcon } from "@phosphor-icons/react/dist/csr/ChatCircle";
import { PushPinIcon } from "@phosphor-icons/react/dist/csr/PushPin";
import { TrayArrowUpIcon } from "@phosphor-icons/react/dist/csr/TrayArrowUp";
import { useCallback, useMemo, useRef, useState, type RefObject } from "react";
import { Virtualizer, type VirtualizerHandle } from "virtua";
import { useLocation } from "wouter";
import type { ConversationRow as RowData, Folder } from "@data";
import { useStore } from "@store";
import { openMenuAt } from "@ui/Menu";
import { useWide } from "@ui/useMediaQuery";
import { isSaved, rowName } from "@features/saved";
import { ArchivedRow } from "./ArchivedRow";
import { ConversationRow } from "./ConversationRow";
import rowCss from "./ConversationRow.module.css";
import css from "./InboxPane.module.css";
import { RequestsRow } from "./RequestsRow";
import { isUnread, rowItems, toggleMute, toggleRead } from "./organise";
import { slideRow, useRowGestures, type Side } from "./rowGestures";

type Props = {
  rows: readonly RowData[];
  folder: Folder;
  /** How many are in other folders, to lead there; 0 shows nothing. */
  archived: number;
  requests: number;
  hidden: number;
  hasMore: boolean;
  scroller: RefObject<HTMLElement | null>;
};

const CELL = 76;
const ARCHIVED = "archived";
const REQUESTS = "requests";
/** Rows that come with the list, before it is measured: what a phone shows. The others follow a frame later. */
const FIRST = 12;

/** The conversations of a folder. Only what is near the view is in the page. */
export function ConversationList({ rows, folder, archived, requests, hidden, hasMore, scroller }: Props) {
  const { t } = useLingui();
  const store = useStore();
  const wide = useWide();
  const [path] = useLocation();
  const frame = useRef<HTMLDivElement>(null);
  const list = useRef<VirtualizerHandle>(null);
  const loading = useRef(false);
  const [tray, setTray] = useState<{ id: string; side: Side }>();
  const asked = requests + hidden > 0;
  const items = useMemo<readonly (RowData | typeof ARCHIVED | typeof REQUESTS)[]>(
    () => [...(asked ? [REQUESTS] as const : []), ...(archived > 0 ? [ARCHIVED] as const : []), ...rows],
    [rows, archived, asked],
  );

  const openMenu = useCallback(
    (row: RowData, at: DOMRect | { x: number; y: number }, keyboard = true) => {
      const name = rowName(row);
      openMenuAt(at, rowItems(store, row.conversation, name, at), { label: t`Actions for ${name}`, focusFirst: keyboard });
    },
    [store, t],
  );
  const find = (id: string) => rows.find((row) => row.conversation.id === id);
  const alone = (id: string) => isSaved(find(id)?.conversation ?? { kind: "direct" });

  useRowGestures(
    frame,
    {
      width: (side, id) => (side === "left" || alone(id) ? CELL : 3 * CELL),
      onHold: (id, at) => {
        const row = find(id);
        if (row) openMenu(row, at, false);
      },
      onUncover: (id, side) => setTray({ id, side }),
      onCover: (id) => setTray((open) => (open?.id === id ? undefined : open)),
    },
    tray,
  );

  const close = () => {
    const row = tray && frame.current?.querySelector<HTMLElement>(`[data-id="${CSS.escape(tray.id)}"] [data-row]`);
    if (row) slideRow(row, 0, true);
    setTray(undefined);
  };

  const onScroll = () => {
    const handle = list.current;
    if (tray) close();
    if (!handle || !hasMore || loading.current) return;
    if (handle.findItemIndex(handle.scrollOffset + handle.viewportSize) < items.length - 12) return;
    loading.current = true;
    void store.loadMoreInbox(folder).finally(() => (loading.current = false));
  };

  return (
    <div ref={frame} className={css.rows}>
      <Virtualizer ref={list} as="ul" item="li" data={items} scrollRef={scroller} onScroll={onScroll} bufferSize={300} ssrCount={FIRST}>
        {(item) =>
          item === REQUESTS ? (
            <RequestsRow key={REQUESTS} count={requests} />
          ) : item === ARCHIVED ? (
            <ArchivedRow key={ARCHIVED} count={archived} />
          ) : (
            <ConversationRow
              key={item.conversation.id}
              row={item}
              wide={wide}
              selected={wide && path.startsWith(`/c/${item.conversation.id}`)}
              onMenu={openMenu}
              tray={tray?.id === item.conversation.id ? <Tray row={item} side={tray.side} onDone={close} /> : undefined}
            />
          )
        }
      </Virtualizer>
    </div>
  );
}

function Tray({ row, side, onDone }: { row: RowData; side: Side; onDone: () => void }) {
  const { t } = useLingui();
  const store = useStore();
  const { conversation } = row;
  const { id, pinned, muted, folder } = conversation;
  const unread = isUnread(conversation);
  const then = (run: () => void) => () => {
    onDone();
    run();
  };
  if (side === "left") {
    return (
      <div className={`${rowCss.tray} ${rowCss.left}`}>
        <button type="button" onClick={then(() => void store.patch(id, { pinned: !pinned }))}>
          <PushPinIcon size={22} />
          <span>{pinned ? t`Unpin` : t`Pin`}</span>
        </button>
      </div>
    );
  }
  const archived = folder === "archived";
  return (
    <div className={`${rowCss.tray} ${rowCss.right}`}>
      {!isSaved(conversation) && (
        <>
          <button type="button" onClick={then(() => toggleRead(store, conversation))}>
            {unread ? <ChatCircleIcon size={22} /> : <ChatCircleDotsIcon size={22} />}
            <span>{unread ? t`Read` : t`Unread`}</span>
          </button>
          <button
            type="button"
            onClick={(event) => {
              const at = event.currentTarget.getBoundingClientRect();
              onDone();
              toggleMute(store, conversation, at);
            }}
          >
            {muted ? <BellIcon size={22} /> : <BellSlashIcon size={22} />}
            <span>{muted ? t`Unmute` : t`Mute`}</span>
          </button>
        </>
      )}
      <button type="button" onClick={then(() => void store.patch(id, { archived: !archived }))}>
        {archived ? <TrayArrowUpIcon size={22} /> : <ArchiveIcon size={22} />}
        <span>{archived ? t`To inbox` : t`Archive`}</span>
      </button>
    </div>
  );
}
