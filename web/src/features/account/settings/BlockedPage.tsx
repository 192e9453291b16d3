import { useEffect, useState } from "react";
import { Trans, useLingui } from "@lingui/react/macro";
import { Avatar } from "@ui/Avatar";
import { Button } from "@ui/Button";
import { EmptyState } from "@ui/EmptyState";
import { Row } from "@ui/Row";
import { toast } from "@ui/toast";
import { problemText, useStore } from "@store";
import type { Page, Profile } from "@data";
import { LoadFailure, Loading } from "./Loading";
import css from "./pages.module.css";
import { SettingsPage } from "./SettingsPage";

/** The people one has blocked, each with the way back. */
export default function BlockedPage() {
  const { t } = useLingui();
  const store = useStore();
  const { page, cause, more, loadMore, forget } = useBlocked();

  async function release(person: Profile) {
    try {
      await store.unblock(person.id);
      forget(person.id);
      const name = person.name || person.handle;
      toast(t`${name} is no longer blocked`);
    } catch (failure) {
      toast(problemText(failure));
    }
  }

  return (
    <SettingsPage title={t`Blocked people`} above={{ href: "/settings/privacy", title: t`Privacy` }}>
      {cause !== undefined && !page && <LoadFailure cause={cause} onRetry={loadMore} />}
      {cause === undefined && !page && <Loading />}
      {page && page.items.length === 0 && (
        <EmptyState art="none" title={t`Nobody is blocked`}>
          <Trans>To block someone, open their profile and its menu. They are not told.</Trans>
        </EmptyState>
      )}
      {page && page.items.length > 0 && (
        <>
          <p className={css.lead}>
            <Trans>They can’t write to you, find you or see when you are here. They are not told.</Trans>
          </p>
          <div className={css.rows}>
            {page.items.map((person) => (
              <BlockedRow key={person.id} person={person} onRelease={() => void release(person)} />
            ))}
          </div>
          {page.next && (
            <Button className={css.start} kind="quiet" busy={more} onClick={loadMore}>
              <Trans>Show more</Trans>
            </Button>
          )}
        </>
      )}
    </SettingsPage>
  );
}

function BlockedRow({ person, onRelease }: { person: Profile; onRelease: () => void }) {
  const { t } = useLingui();
  const name = person.name || person.handle;
  return (
    <Row
      leading={<Avatar name={name} src={person.avatar?.small} seed={person.id} size={48} />}
      title={name}
      detail={`@${person.handle}`}
      trailing={
        <Button size="small" onClick={onRelease} aria-label={t`Unblock ${name}`}>
          <Trans>Unblock</Trans>
        </Button>
      }
    />
  );
}

/** The blocked people, page after page. */
function useBlocked() {
  const { api } = useStore();
  const [page, setPage] = useState<Page<Profile>>();
  const [cause, setCause] = useState<unknown>();
  const [more, setMore] = useState(true);
  const [cursor, setCursor] = useState<string>();

  useEffect(() => {
    if (!more) return;
    let here = true;
    api
      .listBlocked(cursor)
      .then((found) => here && setPage((now) => ({ items: [...(now?.items ?? []), ...found.items], next: found.next })))
      .catch((failure: unknown) => here && setCause(failure))
      .finally(() => here && setMore(false));
    return () => {
      here = false;
    };
  }, [api, cursor, more]);

  return {
    page,
    cause,
    more,
    loadMore() {
      setCause(undefined);
      setCursor(page?.next);
      setMore(true);
    },
    forget: (id: string) => setPage((now) => now && { ...now, items: now.items.filter((person) => person.id !== id) }),
  };
}
