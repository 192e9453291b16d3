import type { ReactNode } from "react";
import { Face } from "@ui/Face";
import { Skeleton } from "@ui/Skeleton";
import type { Profile } from "@data";
import { nameOf } from "./names";
import css from "./Person.module.css";

type Props = {
  person: Profile;
  online?: boolean;
  /** The name of the button that shows the picture, which is blurred before. */
  veil?: string | false;
  /** Below the bio: what is worth knowing beside it. */
  facts?: ReactNode;
  /** How many people. */
  counts?: ReactNode;
  actions?: ReactNode;
  /** Below what one can do: what one should know about it. */
  notes?: ReactNode;
};

/** The head of a profile: the face, the name, the handle, the bio, and what one can do. */
export function Person({ person, online, veil, facts, counts, actions, notes }: Props) {
  const name = nameOf(person);
  return (
    <div className={css.person}>
      <Face name={name} src={person.avatar?.large} seed={person.id} size={128} presence={online ? "online" : undefined} veil={veil} />
      <h2>{name}</h2>
      <p className={css.handle}>@{person.handle}</p>
      {person.bio && <p className={css.bio}>{person.bio}</p>}
      {facts && <p className={css.facts}>{facts}</p>}
      {counts}
      {actions && <div className={css.acts}>{actions}</div>}
      {notes && <div className={css.notes}>{notes}</div>}
    </div>
  );
}

/** A profile on its way. */
export function PersonSkeleton() {
  return (
    <div className={css.person} aria-busy="true">
      <Skeleton shape="circle" className={css.face} />
      <Skeleton shape="line" width="11rem" className={css.line} />
      <Skeleton shape="line" width="7rem" />
      <Skeleton shape="line" width="16rem" className={css.line} />
    </div>
  );
}
