import { Trans, useLingui } from "@lingui/react/macro";
import { LockSimpleIcon } from "@phosphor-icons/react/dist/csr/LockSimple";
import { useCallback, useState } from "react";
import { Button } from "@ui/Button";
import { EmptyState } from "@ui/EmptyState";
import { Screen } from "@ui/Screen";
import { SearchField } from "@ui/SearchField";
import { SkeletonRows } from "@ui/Skeleton";
import { usePages, usePerson, useSession, useStore } from "@store";
import { Problem, type Page, type Profile } from "@data";
import { FollowButton } from "./FollowButton";
import css from "./Friends.module.css";
import { ListFailure, More } from "./ListState";
import { PersonRow } from "./PersonRow";
import rows from "./PersonRow.module.css";
import { useProfile } from "./useProfile";
import { useSettled } from "./useSettled";

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
  const { t } = useLingui();
  const { api } = useStore();
  const [typed, setTyped] = useState("");
  const q = useSettled(typed.trim());
  const list = usePages(
    useCallback(
      (cursor: string | undefined, signal: AbortSignal): Promise<Page<Profile>> => {
        const query = { q: q || undefined, cursor };
        if (kind === "friends") return api.listFriends(query, signal);
        return kind === "followers" ? api.listFollowers(id, query, signal) : api.listFollowing(id, query, signal);
      },
      [api, id, kind, q],
    ),
  );
  if (list.status === "error" && list.cause instanceof Problem && list.cause.code === "private") return <Closed />;
  if (list.status === "error") return <ListFailure list={list} />;
  const none = list.status === "ready" && list.items.length === 0 && !list.busy;
  if (none && q === "") return <Nobody own={own} kind={kind} />;
  return (
    <>
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
        {list.items.map((person) => (
          <Someone key={person.id} listed={person} />
        ))}
      </ul>
      <More list={list} />
    </>
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
