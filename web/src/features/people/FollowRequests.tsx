import { plural } from "@lingui/core/macro";
import { Trans, useLingui } from "@lingui/react/macro";
import { UserPlusIcon } from "@phosphor-icons/react/dist/csr/UserPlus";
import { useCallback } from "react";
import { Badge } from "@ui/Badge";
import { Button } from "@ui/Button";
import { EmptyState } from "@ui/EmptyState";
import { Row } from "@ui/Row";
import { Screen } from "@ui/Screen";
import { SkeletonRows } from "@ui/Skeleton";
import { usePages, usePerson, useReadable, useStore, type Pages } from "@store";
import type { Page, Profile } from "@data";
import { FollowButton } from "./FollowButton";
import css from "./Friends.module.css";
import { ListFailure, More } from "./ListState";
import { nameOf } from "./names";
import { PersonRow } from "./PersonRow";
import rows from "./PersonRow.module.css";

/** Those who ask to follow; asked again when the server tells that relations changed. */
function useFollowRequests(live: boolean): Pages<Profile> {
  const { api, relations } = useStore();
  const changes = useReadable(relations);
  const load = useCallback((cursor: string | undefined): Promise<Page<Profile>> => api.listFollowRequests(cursor), [api]);
  return usePages(load, live ? changes : 0);
}

/** On the Friends tab: the way to those who ask, when there are any. */
export function FollowRequestsRow() {
  const { t } = useLingui();
  const { items, hasMore } = useFollowRequests(true);
  if (items.length === 0) return null;
  const [first] = items;
  const name = first && nameOf(first);
  const others = items.length - 1;
  return (
    <div className={css.asks}>
      <Row
        href="/friends/requests"
        leading={<span className={css.disc}><UserPlusIcon /></span>}
        title={t`Follow requests`}
        detail={items.length === 1 ? t`${name} asks to follow you` : plural(others, { one: `${name} and # other`, other: `${name} and # others` })}
        trailing={<Badge count={hasMore ? Math.max(100, items.length) : items.length} />}
      />
    </div>
  );
}

/** Those who ask to follow a private account. */
export function FollowRequestsPage() {
  const { t } = useLingui();
  const list = useFollowRequests(false);
  return (
    <Screen className={css.column} title={t`Follow requests`} back="/friends">
      {list.status === "loading" && <SkeletonRows />}
      {list.status === "error" && <ListFailure list={list} />}
      {list.status === "ready" && list.items.length === 0 && (
        <EmptyState art="seat" title={t`Nobody is waiting`}>
          <Trans>While your account is private, those who want to follow you ask here first.</Trans>
        </EmptyState>
      )}
      {list.items.length > 0 && (
        <ul className={rows.list}>
          {list.items.map((person) => (
            <Asker key={person.id} listed={person} onDecline={() => list.change((items) => items.filter((one) => one.id !== person.id))} />
          ))}
        </ul>
      )}
      {list.status === "ready" && <More list={list} />}
    </Screen>
  );
}

/** Once accepted, the button offers to follow them too. */
function Asker({ listed, onDecline }: { listed: Profile; onDecline: () => void }) {
  const { t } = useLingui();
  const store = useStore();
  const person = usePerson(listed);
  const name = nameOf(person);
  const answer = (on: boolean) => void store.relate(person, { what: "asks", on });
  if (person.relation?.followsYou) {
    return (
      <PersonRow person={person} detail={<Trans>Follows you now</Trans>}>
        <FollowButton person={person} size="small" />
      </PersonRow>
    );
  }
  return (
    <PersonRow person={person}>
      <Button size="small" aria-label={t`Accept ${name}`} onClick={() => answer(true)}>
        <Trans>Accept</Trans>
      </Button>
      <Button
        size="small"
        kind="room"
        aria-label={t`Decline ${name}`}
        onClick={() => {
          onDecline();
          answer(false);
        }}
      >
        <Trans>Decline</Trans>
      </Button>
    </PersonRow>
  );
}
