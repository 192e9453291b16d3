import { plural } from "@lingui/core/macro";
import { useLingui } from "@lingui/react/macro";
import { UsersThreeIcon } from "@phosphor-icons/react/dist/csr/UsersThree";
import { Link, useLocation } from "wouter";
import { age, dateTime } from "@i18n";
import { useReadable, useStore } from "@store";
import type { Invitation } from "@data";
import { cx } from "@ui/cx";
import { Face } from "@ui/Face";
import { useWide } from "@ui/useMediaQuery";
import css from "./Requests.module.css";
import { useVeiled } from "./useVeiled";

/** Above the requests: the groups that one is asked to join. What they are called and show, one sees who opens them. */
export function Invitations() {
  const { t } = useLingui();
  const invitations = useReadable(useStore().invitations);
  if (!invitations || invitations.length === 0) return null;
  return (
    <ul className={css.list} aria-label={t`Group invitations`}>
      {invitations.map((one) => (
        <li key={one.conversationId} className={css.room}>
          <Row invitation={one} />
        </li>
      ))}
    </ul>
  );
}

function Row({ invitation }: { invitation: Invitation }) {
  const { t } = useLingui();
  const wide = useWide();
  const [path] = useLocation();
  const { conversationId, inviter, createdAt, friendsInCommon = 0 } = invitation;
  const name = inviter.name || inviter.handle;
  const open = path.startsWith(`/c/${conversationId}`);
  const veil = useVeiled(inviter);
  return (
    <Link href={`/c/${conversationId}`} className={cx(css.row, wide && open && css.open)} aria-current={open ? "page" : undefined}>
      <Face name={name} src={inviter.avatar?.small} size={56} seed={inviter.id} veil={veil} />
      <span className={css.words}>
        <span className={css.title}>
          <b dir="auto">{name}</b>
          <time dateTime={createdAt} title={dateTime(createdAt)}>
            {age(createdAt)}
          </time>
        </span>
        <span className={css.chip}>
          <UsersThreeIcon />
          <span>{friendsInCommon > 0 ? plural(friendsInCommon, { one: "# friend in common", other: "# friends in common" }) : `@${inviter.handle}`}</span>
        </span>
        <span className={cx(css.snip, css.unread)}>{t`Invites you to a group`}</span>
      </span>
    </Link>
  );
}
