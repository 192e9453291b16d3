import type { ReactNode } from "react";
import { Link } from "wouter";
import { Avatar } from "@ui/Avatar";
import type { Profile } from "@data";
import { nameOf, profilePath } from "./names";
import css from "./PersonRow.module.css";

type Props = {
  person: Profile;
  /** Below the name; the handle when nothing is more worth knowing. */
  detail?: ReactNode;
  /** Below that: why one can't write to them. */
  why?: string;
  /** What one can do, beside the person. */
  children?: ReactNode;
};

/** A person in a list: the face and the name lead to the profile. */
export function PersonRow({ person, detail, why, children }: Props) {
  const name = nameOf(person);
  return (
    <li className={css.room}>
      <div className={css.row}>
        <Link href={profilePath(person)} className={css.person}>
          <Avatar name={name} src={person.avatar?.small} seed={person.id} size={56} />
          <span className={css.text}>
            <b dir="auto">{name}</b>
            <span className={css.detail}>{detail ?? `@${person.handle}`}</span>
            {why !== undefined && <span className={css.why}>{why}</span>}
          </span>
        </Link>
        {children !== undefined && <span className={css.acts}>{children}</span>}
      </div>
    </li>
  );
}
