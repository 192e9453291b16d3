import { Link } from "wouter";
import { Trans, useLingui } from "@lingui/react/macro";
import { Avatar } from "@ui/Avatar";
import { Button } from "@ui/Button";
import type { Profile } from "@data";
import { nameOf, profilePath } from "./names";
import css from "./PersonRow.module.css";

type Props = { person: Profile; opening: boolean; onMessage: () => void };

/** A person in a list: the face and the name lead to the profile, the button to the conversation. */
export function PersonRow({ person, opening, onMessage }: Props) {
  const { t } = useLingui();
  const name = nameOf(person);
  return (
    <li className={css.room}>
      <div className={css.row}>
        <Link href={profilePath(person)} className={css.person}>
          <Avatar name={name} src={person.avatar?.small} seed={person.id} size={56} />
          <span className={css.text}>
            <b>{name}</b>
            <span>@{person.handle}</span>
          </span>
        </Link>
        <Button size="small" busy={opening} aria-label={t`Message ${name}`} onClick={onMessage}>
          <Trans>Message</Trans>
        </Button>
      </div>
    </li>
  );
}
