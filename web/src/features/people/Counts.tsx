import { Plural, useLingui } from "@lingui/react/macro";
import { Link } from "wouter";
import { number } from "@i18n";
import type { Profile } from "@data";
import { profilePath } from "./names";
import css from "./Person.module.css";

/** How many someone follows, and how many follow them, each with its list; one's own friends too. */
export function Counts({ person, own = false }: { person: Pick<Profile, "handle" | "counts" | "private" | "relation">; own?: boolean }) {
  const { t } = useLingui();
  const { counts } = person;
  if (!counts) return null;
  const open = own || !person.private || person.relation?.following === true;
  const path = profilePath(person);
  const { following, followers, friends } = counts;
  return (
    <ul className={css.counts} aria-label={t`People`}>
      <Count href={open ? `${path}/following` : undefined} value={following} label={<Plural value={following} one="following" other="following" />} />
      <Count href={open ? `${path}/followers` : undefined} value={followers} label={<Plural value={followers} one="follower" other="followers" />} />
      {own && <Count href={`${path}/friends`} value={friends} label={<Plural value={friends} one="friend" other="friends" />} />}
    </ul>
  );
}

function Count({ href, value, label }: { href: string | undefined; value: number; label: React.ReactNode }) {
  const words = (
    <>
      <b>{number(value)}</b> <span>{label}</span>
    </>
  );
  return <li>{href === undefined ? <span className={css.count}>{words}</span> : <Link href={href} className={css.count}>{words}</Link>}</li>;
}
