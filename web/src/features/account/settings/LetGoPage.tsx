import { useCallback } from "react";
import { Trans, useLingui } from "@lingui/react/macro";
import { Avatar } from "@ui/Avatar";
import { Button } from "@ui/Button";
import { EmptyState } from "@ui/EmptyState";
import { Row } from "@ui/Row";
import { toast } from "@ui/toast";
import { usePages, useStore } from "@store";
import type { Page, Profile } from "@data";
import { LoadFailure, Loading } from "./Loading";
import css from "./pages.module.css";
import { SettingsPage } from "./SettingsPage";

type Kind = "block" | "restrict" | "mute";

/** The people one has blocked, restricted or muted, each with the way back. */
export default function LetGoPage({ kind }: { kind: Kind }) {
  const { t } = useLingui();
  const store = useStore();
  const { api } = store;
  const list = usePages(
    useCallback(
      (cursor: string | undefined): Promise<Page<Profile>> => ({ block: api.listBlocked, restrict: api.listRestricted, mute: api.listMuted })[kind](cursor),
      [api, kind],
    ),
  );
  const words = useWords(kind);

  async function release(person: Profile) {
    await store.relate(person, { what: kind, on: false });
    list.change((items) => items.filter((one) => one.id !== person.id));
    toast(words.released(person.name || person.handle));
  }

  return (
    <SettingsPage title={words.title} above={{ href: "/settings/safety", title: t`Safety` }}>
      {list.status === "error" && <LoadFailure cause={list.cause} onRetry={list.more} />}
      {list.status === "loading" && <Loading />}
      {list.status === "ready" && list.items.length === 0 && !list.hasMore && (
        <EmptyState art="none" title={words.nobody}>
          {words.how}
        </EmptyState>
      )}
      {list.items.length > 0 && (
        <>
          <p className={css.lead}>{words.means}</p>
          <div className={css.rows}>
            {list.items.map((person) => {
              const name = person.name || person.handle;
              return (
                <Row
                  key={person.id}
                  leading={<Avatar name={name} src={person.avatar?.small} seed={person.id} size={48} />}
                  title={name}
                  detail={`@${person.handle}`}
                  trailing={
                    <Button size="small" onClick={() => void release(person)} aria-label={words.releaseName(name)}>
                      {words.release}
                    </Button>
                  }
                />
              );
            })}
          </div>
        </>
      )}
      {list.hasMore && (
        <Button className={css.start} kind="quiet" busy={list.busy} onClick={list.more}>
          <Trans>Show more</Trans>
        </Button>
      )}
    </SettingsPage>
  );
}

function useWords(kind: Kind) {
  const { t } = useLingui();
  switch (kind) {
    case "block":
      return {
        title: t`Blocked people`,
        nobody: t`Nobody is blocked`,
        how: t`To block someone, open their profile and its menu. They are not told.`,
        means: t`They can’t write to you, find you or see when you are here. They are not told.`,
        release: t`Unblock`,
        releaseName: (name: string) => t`Unblock ${name}`,
        released: (name: string) => t`${name} is no longer blocked`,
      };
    case "restrict":
      return {
        title: t`Restricted people`,
        nobody: t`Nobody is restricted`,
        how: t`To restrict someone, open their profile and its menu. They are not told.`,
        means: t`What they write comes to your message requests, without a word to you. They don’t see whether you read it or when you are here. They are not told.`,
        release: t`End restriction`,
        releaseName: (name: string) => t`End the restriction of ${name}`,
        released: (name: string) => t`${name} is no longer restricted`,
      };
    case "mute":
      return {
        title: t`Muted people`,
        nobody: t`Nobody is muted`,
        how: t`To mute someone, open their profile and its menu. They are not told.`,
        means: t`You are not shown what they publish. They are not told.`,
        release: t`Unmute`,
        releaseName: (name: string) => t`Unmute ${name}`,
        released: (name: string) => t`${name} is no longer muted`,
      };
  }
}
