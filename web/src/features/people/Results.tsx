import { Trans, useLingui } from "@lingui/react/macro";
import { Banner } from "@ui/Banner";
import { EmptyState } from "@ui/EmptyState";
import { Failed } from "@ui/Failed";
import { VisuallyHidden } from "@ui/Hidden";
import { Plural } from "@lingui/react/macro";
import { SkeletonRows } from "@ui/Skeleton";
import { problemText, reachText, usePerson, useSession, useStore } from "@store";
import { Problem, type Profile } from "@data";
import css from "./Friends.module.css";
import { FollowButton } from "./FollowButton";
import { MessageButton } from "./MessageButton";
import { PersonRow } from "./PersonRow";
import rows from "./PersonRow.module.css";
import type { Found } from "./useFind";

type Props = { typed: string; found: Found; onRetry: () => void };

/** What a search has found. Without a network it looks among the people that this device knows. */
export function Results({ typed, found, onRetry }: Props) {
  const { t } = useLingui();
  const store = useStore();
  if (found.status === "failed") {
    const offline = found.cause instanceof Problem && found.cause.code === "network";
    if (!offline) return <Failure cause={found.cause} onRetry={onRetry} />;
    return (
      <>
        <Banner tone="offline" title={t`You’re offline`} className={css.offline}>
          <Trans>Here are only the people you already talk with.</Trans>
        </Banner>
        <People items={store.searchInbox(typed.replace(/^@/, "")).flatMap(({ peer }) => peer ?? [])} typed={typed} />
      </>
    );
  }
  if (found.status === "idle" || !found.items) return <SkeletonRows count={4} />;
  return <People items={found.items} typed={typed} />;
}

function People({ items, typed }: { items: readonly Profile[]; typed: string }) {
  const { t } = useLingui();
  if (items.length === 0) {
    return (
      <div role="status">
        <EmptyState art="none" title={t`Nobody by that name`}>
          <Trans>No handle or name starts with “{typed}”. Check the spelling, or ask them for their handle.</Trans>
        </EmptyState>
      </div>
    );
  }
  return (
    <>
      <p role="status">
        <VisuallyHidden>
          <Plural value={items.length} one="# person found" other="# people found" />
        </VisuallyHidden>
      </p>
      <ul className={rows.list}>
        {items.map((person) => (
          <Someone key={person.id} listed={person} />
        ))}
      </ul>
    </>
  );
}

/** Whom one can write to is written to from here; anyone else can be followed, and it is said why one can't write. */
function Someone({ listed }: { listed: Profile }) {
  const { me } = useSession();
  const person = usePerson(listed);
  if (person.id === me?.id || person.blocked) return <PersonRow person={person} />;
  const { reach } = person;
  if (reach?.outcome !== "none") {
    return (
      <PersonRow person={person}>
        <MessageButton person={person} size="small" />
      </PersonRow>
    );
  }
  return (
    <PersonRow person={person} why={reachText(reach)}>
      <FollowButton person={person} size="small" />
    </PersonRow>
  );
}

function Failure({ cause, onRetry }: { cause: unknown; onRetry: () => void }) {
  return (
    <Failed offline={false} onRetry={onRetry}>
      {problemText(cause)}
    </Failed>
  );
}
