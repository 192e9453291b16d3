import { Trans, useLingui } from "@lingui/react/macro";
import { DotsThreeIcon } from "@phosphor-icons/react/dist/csr/DotsThree";
import { HandWavingIcon } from "@phosphor-icons/react/dist/csr/HandWaving";
import { BellSlashIcon } from "@phosphor-icons/react/dist/csr/BellSlash";
import { LockSimpleIcon } from "@phosphor-icons/react/dist/csr/LockSimple";
import { ProhibitIcon } from "@phosphor-icons/react/dist/csr/Prohibit";
import { ShieldIcon } from "@phosphor-icons/react/dist/csr/Shield";
import { Suspense, useState } from "react";
import { SendProfile } from "@features/chat";
import { Button } from "@ui/Button";
import { EmptyState } from "@ui/EmptyState";
import { Failed } from "@ui/Failed";
import { IconButton } from "@ui/IconButton";
import { Menu } from "@ui/Menu";
import { Screen } from "@ui/Screen";
import { relative } from "@i18n";
import { problemText, reachText, usePresence, useSession } from "@store";
import { Problem, type Profile } from "@data";
import { Counts } from "./Counts";
import { followState, isFollowing } from "./follow";
import { FollowButton } from "./FollowButton";
import { MessageButton } from "./MessageButton";
import { nameOf } from "./names";
import { Person, PersonSkeleton } from "./Person";
import css from "./Person.module.css";
import { useProfile } from "./useProfile";
import { useRelate } from "./useRelate";

/** Someone else's profile. What is not available looks the same whatever the reason. */
export function OtherProfile({ handle }: { handle: string }) {
  const { t } = useLingui();
  const { person, cause, reload } = useProfile(handle);
  const [sending, setSending] = useState(false);
  const { items, unblock } = useRelate(person, () => setSending(true));

  if (!person) {
    return (
      <Screen className={css.column} title={`@${handle}`} back={true}>
        {cause === undefined ? <PersonSkeleton /> : <Unavailable cause={cause} onRetry={reload} />}
      </Screen>
    );
  }
  return (
    <Screen
      className={css.column}
      title={`@${person.handle}`}
      back={true}
      actions={
        <Menu
          label={t`More`}
          trigger={<IconButton label={t`More`} icon={<DotsThreeIcon weight="bold" />} />}
          items={items}
        />
      }
    >
      {person.blocked ? <Blocked person={person} onUnblock={unblock} /> : <Reachable person={person} />}
      {sending && (
        <Suspense fallback={null}>
          <SendProfile person={person} onClose={() => setSending(false)} />
        </Suspense>
      )}
    </Screen>
  );
}

function Reachable({ person }: { person: Profile }) {
  const { t } = useLingui();
  const { privacy } = useSession();
  const presence = usePresence(person.id);
  const ago = presence?.lastActiveAt && relative(presence.lastActiveAt);
  const active = presence?.online ? t`Active now` : ago && t`Active ${ago}`;
  const following = isFollowing(followState(person));
  return (
    <Person
      person={person}
      online={presence?.online}
      veil={privacy?.strangerPictures === false && !person.relation?.friend && t`Show the picture`}
      facts={
        <>
          {active && <span data-live={presence?.online}>{active}</span>}
          {person.relation?.followsYou && !person.relation.friend && <span>{t`Follows you`}</span>}
        </>
      }
      counts={<Counts person={person} />}
      actions={
        <>
          <FollowButton person={person} primary />
          <MessageButton person={person} kind={following ? "primary" : "secondary"} />
        </>
      }
      notes={<Notes person={person} />}
    />
  );
}

/** Why one can't write, what one's request will be, what one has turned off, and what is closed. */
function Notes({ person }: { person: Profile }) {
  const { t } = useLingui();
  const { reach, relation } = person;
  const name = nameOf(person);
  const friend = reach?.vouchedBy && nameOf(reach.vouchedBy);
  return (
    <>
      {reach?.outcome === "none" && (
        <p>
          <ProhibitIcon />
          {reachText(reach)}
        </p>
      )}
      {reach?.outcome === "request" && (
        <p>
          <HandWavingIcon />
          {friend ? (
            <Trans>
              {friend} introduced you. What you write comes to {name} as a request with {friend}’s name on it.
            </Trans>
          ) : (
            <Trans>What you write comes to {name} as a request: a few lines of text, until they accept.</Trans>
          )}
        </p>
      )}
      {person.private && !relation?.following && (
        <p>
          <LockSimpleIcon />
          {relation?.asked ? t`This account is private. They see that you asked.` : t`This account is private. Following them has to be accepted.`}
        </p>
      )}
      {relation?.restricted && (
        <p>
          <ShieldIcon />
          <Trans>You restrict {name}. They are not told.</Trans>
        </p>
      )}
      {relation?.muted && (
        <p>
          <BellSlashIcon />
          <Trans>You have muted {name}.</Trans>
        </p>
      )}
    </>
  );
}

function Blocked({ person, onUnblock }: { person: Profile; onUnblock: () => void }) {
  const name = nameOf(person);
  return (
    <Person
      person={person}
      facts={
        <span>
          <Trans>You have blocked {name}. They can’t write to you.</Trans>
        </span>
      }
      actions={
        <Button onClick={onUnblock}>
          <Trans>Unblock</Trans>
        </Button>
      }
    />
  );
}

function Unavailable({ cause, onRetry }: { cause: unknown; onRetry: () => void }) {
  const { t } = useLingui();
  if (cause instanceof Problem && cause.status === 404) {
    return (
      <EmptyState art="seat" title={t`This profile isn’t available`} action={<Button href="/friends">{t`Find someone else`}</Button>}>
        <Trans>The handle may be misspelt, or the account may no longer be there.</Trans>
      </EmptyState>
    );
  }
  return (
    <Failed offline={cause instanceof Problem && cause.code === "network"} onRetry={onRetry}>
      {problemText(cause)}
    </Failed>
  );
}
