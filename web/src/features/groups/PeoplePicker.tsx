import { plural } from "@lingui/core/macro";
import { Trans, useLingui } from "@lingui/react/macro";
import { XIcon } from "@phosphor-icons/react/dist/csr/X";
import { useCallback, useEffect, useState } from "react";
import type { ID, Profile } from "@data";
import { problemText, reachText, useInbox, useMyId, usePages, useStore } from "@store";
import { useFound } from "@store/found";
import { announce } from "@ui/announce";
import { Avatar } from "@ui/Avatar";
import { EmptyState } from "@ui/EmptyState";
import { SearchField } from "@ui/SearchField";
import { SkeletonRows } from "@ui/Skeleton";
import { nameOf } from "./names";
import css from "./groups.module.css";

type Props = {
  chosen: readonly Profile[];
  onChoose: (people: readonly Profile[]) => void;
  /** Who is there already. */
  except?: ReadonlySet<ID>;
  most: number;
};

/** Choosing several people: those one talks with and one's friends first, everybody else by name or handle. */
export function PeoplePicker({ chosen, onChoose, except, most }: Props) {
  const { t } = useLingui();
  const me = useMyId();
  const [typed, setTyped] = useState("");
  const q = typed.trim().replace(/^@/u, "");
  const near = useNear();
  const found = useFound(q);
  const listed = q === "" ? near.people : found.people;
  const people = listed?.filter((one) => one.id !== me && !except?.has(one.id));
  const ids = new Set(chosen.map((one) => one.id));
  const full = chosen.length >= most;
  const count = people?.length;

  useEffect(() => {
    if (q !== "" && count !== undefined && !found.waiting) announce(count === 0 ? t`Nobody found` : plural(count, { one: "# person", other: "# people" }));
  }, [q, count, found.waiting, t]);

  const toggle = (person: Profile) => onChoose(ids.has(person.id) ? chosen.filter((one) => one.id !== person.id) : [...chosen, person]);

  return (
    <>
      <div className={css.search}>
        <SearchField label={t`Name or handle`} value={typed} onChange={setTyped} />
      </div>
      {chosen.length > 0 && (
        <ul className={css.chips} aria-label={t`Chosen`}>
          {chosen.map((person) => {
            const name = nameOf(person);
            return (
              <li key={person.id}>
                <button type="button" className={css.chip} aria-label={t`Take ${name} out`} onClick={() => toggle(person)}>
                  <Avatar name={name} src={person.avatar?.small} size={28} seed={person.id} />
                  <span dir="auto">{name}</span>
                  <XIcon size={16} />
                </button>
              </li>
            );
          })}
        </ul>
      )}
      {full && <p className={css.note}>{t`You can choose ${most} people at once.`}</p>}
      {people === undefined && found.cause === undefined && <SkeletonRows count={4} />}
      {found.cause !== undefined && (
        <p className={css.problem} role="alert">
          {problemText(found.cause)}
        </p>
      )}
      {people?.length === 0 && found.cause === undefined && (
        <EmptyState art="none" title={q === "" ? t`Whom shall we talk to?` : t`Nobody by that name`}>
          {q === "" ? <Trans>Type a name or a handle above.</Trans> : <Trans>Check the spelling.</Trans>}
        </EmptyState>
      )}
      <ul className={css.list} aria-label={t`People`}>
        {people?.map((person) => (
          <li key={person.id}>
            <Choice person={person} chosen={ids.has(person.id)} full={full} onToggle={() => toggle(person)} />
          </li>
        ))}
      </ul>
    </>
  );
}

function Choice({ person, chosen, full, onToggle }: { person: Profile; chosen: boolean; full: boolean; onToggle: () => void }) {
  const { t } = useLingui();
  const name = nameOf(person);
  const { reach } = person;
  const why = reach?.outcome === "none" ? reachText(reach) : reach?.outcome === "request" ? t`Gets an invitation` : undefined;
  return (
    <label className={css.choice}>
      <Avatar name={name} src={person.avatar?.small} size={48} seed={person.id} />
      <span className={css.words}>
        <b dir="auto">{name}</b>
        <span>@{person.handle}</span>
        {why && <span>{why}</span>}
      </span>
      <input type="checkbox" className={css.check} checked={chosen} disabled={full && !chosen} aria-label={name} onChange={onToggle} />
    </label>
  );
}

/** Those one talks with, the latest first, then one's friends. */
function useNear() {
  const { api } = useStore();
  const { items, status } = useInbox("inbox");
  const friends = usePages(useCallback((cursor: string | undefined, signal: AbortSignal) => api.listFriends({ cursor }, signal), [api]));
  const last = [...items].sort((a, b) => (b.preview?.at ?? 0) - (a.preview?.at ?? 0)).flatMap((row) => row.peer ?? []);
  const people = [...new Map([...last, ...friends.items].map((one) => [one.id, one])).values()];
  return { people: people.length === 0 && (status === "loading" || friends.status === "loading") ? undefined : people };
}
