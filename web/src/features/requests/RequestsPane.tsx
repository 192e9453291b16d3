import { useState } from "react";
import { plural } from "@lingui/core/macro";
import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { CaretRightIcon } from "@phosphor-icons/react/dist/csr/CaretRight";
import { EyeSlashIcon } from "@phosphor-icons/react/dist/csr/EyeSlash";
import { FunnelSimpleIcon } from "@phosphor-icons/react/dist/csr/FunnelSimple";
import { XIcon } from "@phosphor-icons/react/dist/csr/X";
import { Link, useLocation } from "wouter";
import { Button } from "@ui/Button";
import { cx } from "@ui/cx";
import { EmptyState } from "@ui/EmptyState";
import { Face } from "@ui/Face";
import { Failed } from "@ui/Failed";
import { VisuallyHidden } from "@ui/Hidden";
import { IconButton } from "@ui/IconButton";
import { Screen } from "@ui/Screen";
import { SkeletonRows } from "@ui/Skeleton";
import { useWide } from "@ui/useMediaQuery";
import { age, dateTime } from "@i18n";
import { problemText, useInbox, useReadable, useStore } from "@store";
import type { ID, InboxState } from "@data";
import { Chip } from "./Chip";
import { Invitations } from "./Invitations";
import { Pause } from "./Pause";
import css from "./Requests.module.css";
import { askedOf, useAnswer, type RequestRow } from "./useAnswer";
import { useVeiled } from "./useVeiled";
import { WhoCanWrite } from "./WhoCanWrite";

type Folder = "requests" | "hidden";

const PATHS = { requests: "/inbox/requests", hidden: "/inbox/requests/hidden" } as const;

/** Those who ask to write; `folder` "hidden" holds what a filter set apart. One after the other, or several at once. */
export default function RequestsPane({ folder, selecting }: { folder: Folder; selecting: boolean }) {
  const state = useInbox(folder);
  const rows = introducedFirst(state.items.filter((row): row is RequestRow => row.peer !== undefined));
  if (selecting && rows.length > 0) return <Selecting folder={folder} rows={rows} />;
  return <Listing folder={folder} state={state} rows={rows} />;
}

/** Whom a friend introduced stands above the others. */
function introducedFirst(rows: readonly RequestRow[]): RequestRow[] {
  const rank = ({ conversation }: RequestRow) => (conversation.request?.vouchedBy ? 0 : 1);
  return [...rows].sort((a, b) => rank(a) - rank(b));
}

function Listing({ folder, state, rows }: { folder: Folder; state: InboxState; rows: RequestRow[] }) {
  const { t } = useLingui();
  const store = useStore();
  const wide = useWide();
  const [path] = useLocation();
  const hidden = folder === "hidden";
  const invited = useReadable(store.invitations)?.length ?? 0;
  const filtered = state.counts.hidden;
  const loading = state.status === "loading" && rows.length === 0;
  return (
    <Screen
      title={hidden ? t`Filtered requests` : t`Message requests`}
      back={hidden ? PATHS.requests : "/inbox"}
      actions={
        rows.length > 1 && (
          <Button size="small" kind="quiet" href={`${PATHS[folder]}/select`}>
            <Trans>Select</Trans>
          </Button>
        )
      }
    >
      <Pause />
      {!hidden && <Invitations />}
      {loading && <SkeletonRows count={4} />}
      {state.status === "error" && rows.length === 0 && <Knot state={state} folder={folder} />}
      {state.status === "ready" && rows.length === 0 && (hidden || invited === 0) && (
        <EmptyState art={hidden ? "none" : "seat"} title={hidden ? t`Nothing was filtered` : t`Nobody is waiting`} action={hidden ? undefined : <WhoCanWrite />}>
          {hidden ? (
            <Trans>Requests with words you don’t want to read, and what looks like spam, are set apart here.</Trans>
          ) : (
            <Trans>Those who may not write to you straight away ask here first.</Trans>
          )}
        </EmptyState>
      )}
      {rows.length > 0 && (
        <>
          <p className={css.safety}>
            <EyeSlashIcon />
            <span>
              {hidden ? <Trans>A filter set these apart. Nobody sees that you read them, and you can still accept them.</Trans> : <Trans>You don’t follow these people. They cannot see that you read this.</Trans>}
            </span>
          </p>
          <ul className={css.list}>
            {rows.map((row) => (
              <li key={row.conversation.id} className={css.room}>
                <Link
                  href={`/c/${row.conversation.id}`}
                  className={cx(css.row, wide && path.startsWith(`/c/${row.conversation.id}`) && css.open)}
                  aria-current={path.startsWith(`/c/${row.conversation.id}`) ? "page" : undefined}
                >
                  <Words row={row} />
                </Link>
              </li>
            ))}
          </ul>
          {state.hasMore && (
            <div className={css.more}>
              <Button size="small" kind="quiet" onClick={() => void store.loadMoreInbox(folder)}>
                <Trans>Show more</Trans>
              </Button>
            </div>
          )}
        </>
      )}
      {!hidden && filtered > 0 && (
        <Link href={PATHS.hidden} className={css.filtered}>
          <span className={css.disc}>
            <FunnelSimpleIcon />
          </span>
          <span className={css.words}>
            <b>
              <Trans>Filtered requests</Trans>
            </b>
            <span>
              <Plural value={filtered} one="#, set apart by a filter" other="#, set apart by a filter" />
            </span>
          </span>
          <CaretRightIcon size={20} />
        </Link>
      )}
      {!hidden && rows.length > 0 && <WhoCanWrite />}
    </Screen>
  );
}

/** Who asks, since when, what is known of them, and how they begin. */
function Words({ row }: { row: RequestRow }) {
  const { t } = useLingui();
  const { peer, preview, unread, conversation } = row;
  const name = peer.name || peer.handle;
  const at = preview?.at ?? Date.parse(conversation.createdAt);
  return (
    <>
      <Face name={name} src={peer.avatar?.small} size={56} seed={peer.id} veil={useVeiled(peer)} />
      <span className={css.words}>
        <span className={css.title}>
          <b dir="auto">{name}</b>
          <time dateTime={new Date(at).toISOString()} title={dateTime(at)}>
            {age(at)}
          </time>
        </span>
        <Chip request={conversation.request} person={peer} />
        <span className={cx(css.snip, unread > 0 && css.unread)} dir="auto">
          {preview?.erased ? t`${name} unsent a message` : preview?.text}
        </span>
        {unread > 0 && (
          <VisuallyHidden>
            <Plural value={unread} one="# unread message" other="# unread messages" />
          </VisuallyHidden>
        )}
      </span>
    </>
  );
}

function Selecting({ folder, rows }: { folder: Folder; rows: RequestRow[] }) {
  const { t } = useLingui();
  const [, navigate] = useLocation();
  const [chosen, setChosen] = useState<ReadonlySet<ID>>(new Set());
  const leave = () => navigate(PATHS[folder], { replace: true });
  const answer = useAnswer(leave);
  const selected = rows.filter((row) => chosen.has(row.conversation.id));
  const count = selected.length;
  const all = count === rows.length;
  const toggle = (id: ID) => {
    const next = new Set(chosen);
    if (!next.delete(id)) next.add(id);
    setChosen(next);
  };
  const act = (action: "accept" | "show" | "delete" | "report") => answer(action, selected.map(askedOf));
  return (
    <div className={css.select}>
      <header className={css.head}>
        <IconButton label={t`Cancel`} icon={<XIcon />} onClick={leave} />
        <h1 tabIndex={-1}>
          <span role="status">{count === 0 ? t`Select requests` : plural(count, { one: "# request selected", other: "# requests selected" })}</span>
        </h1>
        <Button size="small" kind="quiet" onClick={() => setChosen(all ? new Set() : new Set(rows.map((row) => row.conversation.id)))}>
          {all ? t({ message: "None", context: "selected" }) : t({ message: "All", context: "selected" })}
        </Button>
      </header>
      <ul className={cx(css.list, css.scroll)}>
        {rows.map((row) => {
          const { id } = row.conversation;
          return (
            <li key={id} className={css.room}>
              <label className={cx(css.row, chosen.has(id) && css.on)}>
                <input type="checkbox" className={css.check} checked={chosen.has(id)} onChange={() => toggle(id)} aria-label={row.peer.name || row.peer.handle} />
                <Words row={row} />
              </label>
            </li>
          );
        })}
      </ul>
      <div className={css.actions}>
        <Button size="small" kind="primary" disabled={count === 0} onClick={() => act("accept")}>
          <Trans>Accept</Trans>
        </Button>
        <Button size="small" kind="room" disabled={count === 0} onClick={() => act("delete")}>
          <Trans>Delete</Trans>
        </Button>
        <Button size="small" kind="danger" disabled={count === 0} onClick={() => act("report")}>
          <Trans>Report</Trans>
        </Button>
        {folder === "hidden" && (
          <Button size="small" className={css.move} disabled={count === 0} onClick={() => act("show")}>
            <Trans>Move to requests</Trans>
          </Button>
        )}
      </div>
    </div>
  );
}

function Knot({ state, folder }: { state: InboxState; folder: Folder }) {
  const store = useStore();
  return (
    <Failed offline={state.problem?.code === "network"} onRetry={() => void store.loadMoreInbox(folder)}>
      {state.problem && problemText(state.problem)}
    </Failed>
  );
}
