import { Trans, useLingui } from "@lingui/react/macro";
import { PencilSimpleIcon } from "@phosphor-icons/react/dist/csr/PencilSimple";
import { Suspense, useRef, useState, type RefObject } from "react";
import { withTexts } from "@i18n";
import { later } from "@ui/later";
import type { Folder, InboxState } from "@data";
import { useInbox, useStore } from "@store";
import { Button } from "@ui/Button";
import { EmptyState } from "@ui/EmptyState";
import { IconButton } from "@ui/IconButton";
import { Rest } from "@features/requests";
import { Notices } from "@features/safety";
import { Screen } from "@ui/Screen";
import { SearchField } from "@ui/SearchField";
import { SkeletonRows } from "@ui/Skeleton";
import { ConversationList } from "./ConversationList";
import css from "./InboxPane.module.css";

/** From a folder within the inbox, nothing leads to the others. */
const NOWHERE = { archived: 0, requests: 0, hidden: 0 };

const SearchResults = later(() => withTexts(import("./search/SearchResults")));

/** All conversations of a folder, newest first, with search above. */
export function InboxPane({ folder }: { folder: Folder }) {
  const { t } = useLingui();
  const state = useInbox(folder);
  const scroller = useRef<HTMLDivElement>(null);
  const [query, setQuery] = useState("");
  const archive = folder === "archived";
  const others = state.counts.archived + state.counts.requests + state.counts.hidden;
  const empty = state.status !== "loading" && state.items.length === 0 && (archive || others === 0);
  const searching = query.trim() !== "";
  return (
    <Screen
      title={archive ? t`Archived` : t`Inbox`}
      back={archive ? "/inbox" : undefined}
      actions={archive ? undefined : <IconButton className={css.pencil} kind="primary" label={t`New message`} icon={<PencilSimpleIcon />} href="/inbox/new" />}
      top={archive || empty ? undefined : <SearchField label={t`Search`} value={query} onChange={setQuery} />}
      scroller={scroller}
    >
      {folder === "inbox" && (
        <Suspense fallback={null}>
          <Notices />
          <Rest where="inbox" />
        </Suspense>
      )}
      {searching ? (
        <Suspense fallback={<SkeletonRows count={4} />}>
          <SearchResults query={query} />
        </Suspense>
      ) : (
        <Content folder={folder} state={state} empty={empty} scroller={scroller} />
      )}
    </Screen>
  );
}

type ContentProps = { folder: Folder; state: InboxState; empty: boolean; scroller: RefObject<HTMLDivElement | null> };

function Content({ folder, state, empty, scroller }: ContentProps) {
  const { t } = useLingui();
  const archive = folder === "archived";
  if (state.status === "loading" && state.items.length === 0) return <SkeletonRows />;
  if (state.status === "error" && state.items.length === 0) return <Knot state={state} folder={folder} />;
  if (empty && archive) {
    return (
      <EmptyState art="none" title={t`Nothing put aside`}>
        <Trans>Conversations that you archive wait here, out of the way.</Trans>
      </EmptyState>
    );
  }
  if (empty) {
    return (
      <EmptyState
        art="seat"
        title={t`The seat across from you is free`}
        action={
          <>
            <Button kind="primary" href="/inbox/new">
              <Trans>New message</Trans>
            </Button>
            <Button kind="quiet" href="/friends">
              <Trans>Find friends</Trans>
            </Button>
          </>
        }
      >
        <Trans>Write to someone you know, or find your people.</Trans>
      </EmptyState>
    );
  }
  return (
      <ConversationList rows={state.items} folder={folder} {...(archive ? NOWHERE : state.counts)} hasMore={state.hasMore} scroller={scroller} />
  );
}

function Knot({ state, folder }: { state: InboxState; folder: Folder }) {
  const { t } = useLingui();
  const store = useStore();
  const [busy, setBusy] = useState(false);
  const status = state.problem?.status ?? 0;
  const again = () => {
    setBusy(true);
    void store.loadMoreInbox(folder).finally(() => setBusy(false));
  };
  return (
    <div className={css.whole} role="alert">
      <EmptyState
        art={status === 0 ? "broken" : "knot"}
        title={status === 0 ? t`You’re offline` : t`A knot in the thread`}
        action={
          <Button kind="primary" busy={busy} onClick={again}>
            <Trans>Try again</Trans>
          </Button>
        }
        note={status > 0 ? t`Code ${status} · ${window.location.host}` : undefined}
      >
        {status === 0 ? <Trans>Your conversations come as soon as the network is back.</Trans> : <Trans>Your messages are safe. The server couldn’t answer.</Trans>}
      </EmptyState>
    </div>
  );
}
