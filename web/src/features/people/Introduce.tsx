import { Trans, useLingui } from "@lingui/react/macro";
import { useCallback, useState } from "react";
import { useLocation } from "wouter";
import { EmptyState } from "@ui/EmptyState";
import { Button } from "@ui/Button";
import { Screen } from "@ui/Screen";
import { SearchField } from "@ui/SearchField";
import { SkeletonRows } from "@ui/Skeleton";
import { toast } from "@ui/toast";
import { usePages, useStore } from "@store";
import type { Page, Profile } from "@data";
import css from "./Friends.module.css";
import { IntroduceDialog } from "./IntroduceDialog";
import { ListFailure, More } from "./ListState";
import { nameOf, profilePath } from "./names";
import { PersonRow } from "./PersonRow";
import rows from "./PersonRow.module.css";
import { useProfile } from "./useProfile";
import { useSettled } from "./useSettled";

/** Introduces a friend to another friend: whom, and then what comes of it. */
export function Introduce({ handle }: { handle: string }) {
  const { t } = useLingui();
  const { person, cause, reload } = useProfile(handle);
  const back = `/@${handle}`;
  const name = person ? nameOf(person) : `@${handle}`;
  return (
    <Screen className={css.column} title={t`Introduce ${name}`} back={back}>
      {person?.relation?.friend && <Friends person={person} />}
      {person && !person.relation?.friend && (
        <EmptyState art="seat" title={t`You aren’t friends yet`} action={<Button href={back}>{t`Back to the profile`}</Button>}>
          <Trans>You can introduce two people who are both friends of yours.</Trans>
        </EmptyState>
      )}
      {!person && (cause === undefined ? <SkeletonRows /> : <ListFailure list={{ cause, more: reload }} />)}
    </Screen>
  );
}

function Friends({ person }: { person: Profile }) {
  const { t } = useLingui();
  const { api } = useStore();
  const [, navigate] = useLocation();
  const [typed, setTyped] = useState("");
  const [chosen, setChosen] = useState<Profile>();
  const q = useSettled(typed.trim());
  const list = usePages(useCallback((cursor: string | undefined, signal: AbortSignal): Promise<Page<Profile>> => api.listFriends({ q: q || undefined, cursor }, signal), [api, q]));
  const others = list.items.filter((one) => one.id !== person.id);
  const name = nameOf(person);
  const none = list.status === "ready" && others.length === 0 && !list.hasMore && !list.busy;
  if (list.status === "error") return <ListFailure list={list} />;
  if (none && q === "") {
    return (
      <EmptyState art="seat" title={t`No other friend yet`} action={<Button href="/friends">{t`Find friends`}</Button>}>
        <Trans>You can introduce two people who are both friends of yours.</Trans>
      </EmptyState>
    );
  }
  return (
    <>
      <p className={css.lead}>
        <Trans>Who should hear from {name}?</Trans>
      </p>
      <div className={css.search}>
        <SearchField label={t`Name or handle`} value={typed} onChange={setTyped} />
      </div>
      {list.status === "loading" && <SkeletonRows />}
      {none && (
        <EmptyState art="none" title={t`Nobody by that name`}>
          <Trans>Check the spelling.</Trans>
        </EmptyState>
      )}
      <ul className={rows.list} aria-busy={list.busy}>
        {others.map((friend) => {
          const to = nameOf(friend);
          return (
            <PersonRow key={friend.id} person={friend}>
              <Button size="small" aria-label={t`Introduce ${name} to ${to}`} onClick={() => setChosen(friend)}>
                <Trans>Introduce</Trans>
              </Button>
            </PersonRow>
          );
        })}
      </ul>
      <More list={list} />
      {chosen && (
        <IntroduceDialog
          person={person}
          to={chosen}
          onClose={() => setChosen(undefined)}
          onDone={() => {
            const to = nameOf(chosen);
            toast(t`${name} and ${to} are introduced`);
            navigate(profilePath(person), { replace: true });
          }}
        />
      )}
    </>
  );
}
