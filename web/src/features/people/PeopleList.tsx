import { Trans, useLingui } from "@lingui/react/macro";
import { LockSimpleIcon } from "@phosphor-icons/react/dist/csr/LockSimple";
import { useCallback } from "react";
import { Button } from "@ui/Button";
import { EmptyState } from "@ui/EmptyState";
import { Screen } from "@ui/Screen";
import { SkeletonRows } from "@ui/Skeleton";
import { usePerson, useSession, useStore } from "@store";
import { Problem, type Profile } from "@data";
import { FollowButton } from "./FollowButton";
import css from "./Friends.module.css";
import { PersonRow } from "./PersonRow";
import { SearchedPeople, type Ask } from "./SearchedPeople";
import { useProfile } from "./useProfile";

export type ListKind = "followers" | "following" | "friends";

/** Who follows someone, or whom they follow; one's own friends. */
export function PeopleList({ handle, kind }: { handle: string; kind: ListKind }) {
  const { t } = useLingui();
  const { me } = useSession();
  const own = me?.handle === handle;
  const { person } = useProfile(handle);
  const titles = { followers: t`Followers`, following: t({ message: "Following", context: "list" }), friends: t({ message: "Friends", context: "list" }) };
  const id = own ? me.id : person?.id;
  return (
    <Screen className={css.column} title={titles[kind]} back={own ? "/profile" : `/@${handle}`}>
      {id === undefined ? <SkeletonRows /> : <Listed key={`${id}/${kind}`} id={id} own={own} kind={kind} />}
    </Screen>
  );
}

function Listed({ id, own, kind }: { id: string; own: boolean; kind: ListKind }) {
  const { api } = useStore();
  const ask: Ask = useCallback(
    (query, signal) => {
      if (kind === "friends") return api.listFriends(query, signal);
      return kind === "followers" ? api.listFollowers(id, query, signal) : api.listFollowing(id, query, signal);
    },
    [api, id, kind],
  );
  return (
    <SearchedPeople
      ask={ask}
      nobody={<Nobody own={own} kind={kind} />}
      failure={(cause) => (cause instanceof Problem && cause.code === "private" ? <Closed /> : undefined)}
      row={(person) => <Someone key={person.id} listed={person} />}
    />
  );
}

function Someone({ listed }: { listed: Profile }) {
  const { me } = useSession();
  const person = usePerson(listed);
  return <PersonRow person={person}>{person.id !== me?.id && !person.blocked && <FollowButton person={person} size="small" />}</PersonRow>;
}

function Nobody({ own, kind }: { own: boolean; kind: ListKind }) {
  const { t } = useLingui();
  const find = own ? <Button href="/friends">{t`Find friends`}</Button> : undefined;
  const words = {
    followers: [t`No followers yet`, own ? t`Whoever follows you will be here.` : t`Whoever follows them will be here.`],
    following: [t`Nobody followed yet`, own ? t`The people you follow will be here.` : t`The people they follow will be here.`],
    friends: [t`No friends yet`, t`You are friends with someone here when you follow each other.`],
  } as const;
  const [title, text] = words[kind];
  return (
    <EmptyState art="seat" title={title} action={find}>
      {text}
    </EmptyState>
  );
}

function Closed() {
  const { t } = useLingui();
  return (
    <EmptyState art="none" title={<span className={css.closed}><LockSimpleIcon size={28} />{t`This account is private`}</span>}>
      <Trans>Only those they let follow them see this.</Trans>
    </EmptyState>
  );
}
