import { Trans, useLingui } from "@lingui/react/macro";
import { DotsThreeIcon } from "@phosphor-icons/react/dist/csr/DotsThree";
import { XIcon } from "@phosphor-icons/react/dist/csr/X";
import { useCallback } from "react";
import { Link } from "wouter";
import { announce } from "@ui/announce";
import { EmptyState } from "@ui/EmptyState";
import { IconButton } from "@ui/IconButton";
import { Menu } from "@ui/Menu";
import { Screen } from "@ui/Screen";
import { Section } from "@ui/Section";
import { SkeletonRows } from "@ui/Skeleton";
import { usePages, usePerson, useStore, type Pages } from "@store";
import type { Suggestion } from "@data";
import { FollowButton } from "./FollowButton";
import css from "./Friends.module.css";
import { Again, ListFailure, More } from "./ListState";
import { nameOf } from "./names";
import { PersonRow } from "./PersonRow";
import rows from "./PersonRow.module.css";
import { reasonIcon, reasonText } from "./reasons";
import { useWriting } from "./useWriting";

/** How many stand on the Friends tab before "See all". */
const FIRST = 6;

function useSuggestions(): Pages<Suggestion> {
  const store = useStore();
  return usePages(useCallback((cursor: string | undefined) => store.suggestions(cursor), [store]));
}

/** The first suggested friends, on the Friends tab. Without any, there is nothing to say. */
export function SuggestedSection() {
  const { t } = useLingui();
  const list = useSuggestions();
  if (list.status === "loading") return <SkeletonRows count={4} />;
  if (list.status === "error") {
    return (
      <Section title={t`Suggested friends`} className={css.section}>
        <Again list={list} />
      </Section>
    );
  }
  if (list.items.length === 0) return null;
  return (
    <Section
      title={t`Suggested friends`}
      className={css.section}
      action={
        (list.hasMore || list.items.length > FIRST) && (
          <Link href="/friends/suggested" className={css.all}>
            <Trans>See all</Trans>
          </Link>
        )
      }
    >
      <Rows list={list} most={FIRST} />
    </Section>
  );
}

/** All suggested friends. */
export function SuggestedPage() {
  const { t } = useLingui();
  const list = useSuggestions();
  return (
    <Screen className={css.column} title={t`Suggested friends`} back="/friends">
      {list.status === "loading" && <SkeletonRows />}
      {list.status === "error" && <ListFailure list={list} />}
      {list.status === "ready" && list.items.length === 0 && (
        <EmptyState art="seat" title={t`Nobody to suggest yet`}>
          <Trans>The more people you follow, the more friends of theirs you’ll find here.</Trans>
        </EmptyState>
      )}
      {list.items.length > 0 && (
        <>
          <Rows list={list} />
          <More list={list} />
        </>
      )}
    </Screen>
  );
}

function Rows({ list, most }: { list: Pages<Suggestion>; most?: number }) {
  const { t } = useLingui();
  const store = useStore();
  const dismiss = ({ account }: Suggestion) => {
    const name = nameOf(account);
    list.change((items) => items.filter((one) => one.account.id !== account.id));
    announce(t`${name} is no longer suggested`);
    void store.relate(account, { what: "suggestion", on: false });
  };
  return (
    <ul className={rows.list}>
      {list.items.slice(0, most).map((suggestion) => (
        <SuggestionRow key={suggestion.account.id} suggestion={suggestion} onDismiss={() => dismiss(suggestion)} />
      ))}
    </ul>
  );
}

function SuggestionRow({ suggestion, onDismiss }: { suggestion: Suggestion; onDismiss: () => void }) {
  const { t } = useLingui();
  const person = usePerson(suggestion.account);
  const [reason] = suggestion.reasons;
  const name = nameOf(person);
  const writing = useWriting(person);
  return (
    <PersonRow
      person={person}
      detail={
        reason && (
          <>
            {reasonIcon(reason)}
            <span>{reasonText(reason)}</span>
          </>
        )
      }
    >
      <FollowButton person={person} size="small" />
      <Menu
        label={t`More about ${name}`}
        trigger={<IconButton className={rows.away} label={t`More about ${name}`} icon={<DotsThreeIcon weight="bold" />} />}
        items={[...writing, { id: "dismiss", label: t`Don’t suggest ${name}`, icon: <XIcon />, onAction: onDismiss }]}
      />
    </PersonRow>
  );
}
