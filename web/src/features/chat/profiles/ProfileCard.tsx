import { useLingui } from "@lingui/react/macro";
import { CheckIcon } from "@phosphor-icons/react/dist/csr/Check";
import { UserIcon } from "@phosphor-icons/react/dist/csr/User";
import { useEffect } from "react";
import { Link } from "wouter";
import type { ID, Profile } from "@data";
import { cardsIn, type Card } from "@data/cards";
import { useConnection, useKnownProfile, useMyId, useReadable, useStore } from "@store";
import { Avatar } from "@ui/Avatar";
import { Button } from "@ui/Button";
import { useVeiledFace } from "../photos/veiled";
import css from "./Profiles.module.css";

type Props = { id: ID; own: boolean; focusable: boolean };

/** Somebody's profile in a message, as its reader may see it now. */
export default function ProfileCard({ id, own, focusable }: Props) {
  const { t } = useLingui();
  const me = useMyId();
  const offline = useConnection() === "offline";
  const person = useCard(id);
  const veiled = useVeiledFace(person ?? undefined);
  const box = own ? `${css.card} ${css.own}` : css.card;
  if (!person) {
    return (
      <span className={`${box} ${css.none}`}>
        <span className={css.icon}>
          <UserIcon size={24} />
        </span>
        <span className={css.words}>
          <b>{t`Profile`}</b>
          <small>{person === null ? t`Not available` : offline ? t`Shown when the network is back` : "…"}</small>
        </span>
      </span>
    );
  }
  const name = person.name || person.handle;
  return (
    <span className={box}>
      <Link href={`/@${person.handle}`} className={css.person} tabIndex={focusable ? 0 : -1} aria-label={t`Profile of ${name}`}>
        <Avatar name={name} src={veiled ? undefined : person.avatar?.small} seed={id} size={48} />
        <span className={css.words}>
          <b dir="auto">{name}</b>
          <small>@{person.handle}</small>
        </span>
      </Link>
      {id !== me && <Follow person={person} focusable={focusable} />}
    </span>
  );
}

/** Follows who is not followed yet; else it says where the two stand. To end it one goes to the profile. */
function Follow({ person, focusable }: { person: Profile; focusable: boolean }) {
  const { t } = useLingui();
  const store = useStore();
  const { following, asked, followsYou } = person.relation ?? {};
  const stands = following ? (followsYou ? t({ message: "Friends", context: "the two of you" }) : t`Following`) : asked && t({ message: "Asked", context: "to follow" });
  if (stands) {
    return (
      <span className={css.stands}>
        <CheckIcon size={16} />
        {stands}
      </span>
    );
  }
  const word = followsYou ? t`Follow back` : t`Follow`;
  return (
    <span className={css.acts}>
      <Button size="small" tabIndex={focusable ? 0 : -1} aria-label={`${word}, ${person.name || person.handle}`} onClick={() => void store.relate(person, { what: "follow", on: true })}>
        {word}
      </Button>
    </span>
  );
}

/** With what changed between the two since it was asked. */
function useCard(id: ID): Card {
  const store = useStore();
  const cards = cardsIn(store);
  const known = useKnownProfile(id);
  const card = useReadable(cards.of(id));
  const connection = useConnection();
  useEffect(() => cards.want(id), [cards, id, connection]);
  if (card === null || known?.blocked) return null;
  if (!card) return known;
  return known ? { ...card, relation: known.relation, private: known.private } : card;
}
