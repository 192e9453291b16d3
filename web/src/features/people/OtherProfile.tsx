import { Trans, useLingui } from "@lingui/react/macro";
import { DotsThreeIcon } from "@phosphor-icons/react/dist/csr/DotsThree";
import { LinkIcon } from "@phosphor-icons/react/dist/csr/Link";
import { ProhibitIcon } from "@phosphor-icons/react/dist/csr/Prohibit";
import { Button } from "@ui/Button";
import { EmptyState } from "@ui/EmptyState";
import { IconButton } from "@ui/IconButton";
import { Menu } from "@ui/Menu";
import { Screen } from "@ui/Screen";
import { relative } from "@i18n";
import { problemText, usePresence } from "@store";
import { Problem, type Profile } from "@data";
import { nameOf } from "./names";
import { Person, PersonSkeleton } from "./Person";
import css from "./Person.module.css";
import { copyLink } from "./share";
import { useBlock } from "./useBlock";
import { useMessage } from "./useMessage";
import { useProfile } from "./useProfile";

/** Someone else's profile. What is not available looks the same whatever the reason. */
export function OtherProfile({ handle }: { handle: string }) {
  const { t } = useLingui();
  const { person, cause, reload } = useProfile(handle);
  const { block, unblock } = useBlock(reload);

  if (!person) {
    return (
      <Screen className={css.column} title={`@${handle}`} back={true}>
        {cause === undefined ? <PersonSkeleton /> : <Unavailable cause={cause} onRetry={reload} />}
      </Screen>
    );
  }
  const blocking = person.blocked
    ? { id: "unblock", label: t`Unblock`, icon: <ProhibitIcon />, onAction: () => void unblock(person) }
    : { id: "block", label: t`Block`, icon: <ProhibitIcon />, danger: true, onAction: () => void block(person) };
  return (
    <Screen
      className={css.column}
      title={`@${person.handle}`}
      back={true}
      actions={
        <Menu
          label={t`More`}
          trigger={<IconButton label={t`More`} icon={<DotsThreeIcon weight="bold" />} />}
          items={[{ id: "link", label: t`Copy link`, icon: <LinkIcon />, onAction: () => void copyLink(person) }, blocking]}
        />
      }
    >
      {person.blocked ? <Blocked person={person} onUnblock={() => void unblock(person)} /> : <Reachable person={person} />}
    </Screen>
  );
}

function Reachable({ person }: { person: Profile }) {
  const { t } = useLingui();
  const presence = usePresence(person.id);
  const { opening, message } = useMessage();
  const ago = presence?.lastActiveAt && relative(presence.lastActiveAt);
  const active = presence?.online ? t`Active now` : ago && t`Active ${ago}`;
  return (
    <Person
      person={person}
      online={presence?.online}
      facts={active && <span data-live={presence?.online}>{active}</span>}
      actions={
        <Button kind="primary" busy={opening !== undefined} onClick={() => message(person.id)}>
          <Trans>Message</Trans>
        </Button>
      }
    />
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
  const offline = cause instanceof Problem && cause.code === "network";
  return (
    <EmptyState
      art={offline ? "broken" : "knot"}
      title={offline ? t`You’re offline` : t`A knot in the thread`}
      action={
        <Button kind="primary" onClick={onRetry}>
          <Trans>Try again</Trans>
        </Button>
      }
    >
      {problemText(cause)}
    </EmptyState>
  );
}
