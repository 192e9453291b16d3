import { Trans, useLingui } from "@lingui/react/macro";
import { useState } from "react";
import { useLocation } from "wouter";
import { EmptyState } from "@ui/EmptyState";
import { Button } from "@ui/Button";
import { Screen } from "@ui/Screen";
import { SkeletonRows } from "@ui/Skeleton";
import { toast } from "@ui/toast";
import { useStore } from "@store";
import type { Profile } from "@data";
import css from "./Friends.module.css";
import { IntroduceDialog } from "./IntroduceDialog";
import { ListFailure } from "./ListState";
import { nameOf, profilePath } from "./names";
import { PersonRow } from "./PersonRow";
import { SearchedPeople } from "./SearchedPeople";
import { useProfile } from "./useProfile";

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
  const [chosen, setChosen] = useState<Profile>();
  const name = nameOf(person);
  return (
    <>
      <SearchedPeople
        ask={api.listFriends}
        except={person.id}
        lead={
          <p className={css.lead}>
            <Trans>Who should hear from {name}?</Trans>
          </p>
        }
        nobody={
          <EmptyState art="seat" title={t`No other friend yet`} action={<Button href="/friends">{t`Find friends`}</Button>}>
            <Trans>You can introduce two people who are both friends of yours.</Trans>
          </EmptyState>
        }
        row={(friend) => {
          const to = nameOf(friend);
          return (
            <PersonRow key={friend.id} person={friend}>
              <Button size="small" aria-label={t`Introduce ${name} to ${to}`} onClick={() => setChosen(friend)}>
                <Trans>Introduce</Trans>
              </Button>
            </PersonRow>
          );
        }}
      />
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
