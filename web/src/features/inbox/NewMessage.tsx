import { plural } from "@lingui/core/macro";
import { Trans, useLingui } from "@lingui/react/macro";
import { UsersThreeIcon } from "@phosphor-icons/react/dist/csr/UsersThree";
import { useCallback, useEffect, useMemo, useRef, useState, type KeyboardEvent } from "react";
import { useLocation } from "wouter";
import type { Profile } from "@data";
import { problemText, reachText, useInbox, useMyId, useStore } from "@store";
import { announce } from "@ui/announce";
import { Avatar } from "@ui/Avatar";
import { Button } from "@ui/Button";
import { EmptyState } from "@ui/EmptyState";
import { Mark } from "@ui/Mark";
import { Row } from "@ui/Row";
import { Screen } from "@ui/Screen";
import { SearchField } from "@ui/SearchField";
import { Skeleton } from "@ui/Skeleton";
import { toast } from "@ui/toast";
import { Marked } from "./Marked";
import css from "./NewMessage.module.css";
import { SavedFace, savedMatches } from "@features/saved";
import { recentPeople, unique } from "./people";
import { useAnswer } from "./useAnswer";

const RECENT = 20;
const LIST = "people";

/** Whom to write to: recent people first, everybody else by name or handle. One choice opens the conversation. */
export default function NewMessage() {
  const { t } = useLingui();
  const store = useStore();
  const [, navigate] = useLocation();
  const me = useMyId();
  const { items } = useInbox("inbox");
  const [query, setQuery] = useState("");
  const [active, setActive] = useState(0);
  const [opening, setOpening] = useState<string>();
  const root = useRef<HTMLDivElement>(null);
  const wanted = query.trim().replace(/^@/u, "");
  const ask = useCallback((q: string, signal: AbortSignal) => store.searchPeople(q, signal), [store]);
  const { answer, waiting } = useAnswer(wanted, ask);
  const recent = useMemo(() => recentPeople(items, RECENT), [items]);
  const found = answer?.value;
  const people = useMemo(
    () => (wanted === "" ? recent : unique([...store.searchInbox(wanted).flatMap((row) => row.peer ?? []), ...(found ?? [])])),
    [store, wanted, recent, found],
  );
  const count = people.length;
  const current = people[Math.min(active, people.length - 1)];

  useEffect(() => {
    root.current?.querySelector("input")?.focus();
  }, []);
  useEffect(() => {
    if (wanted && !waiting) announce(count === 0 ? t`Nobody found` : plural(count, { one: "# person", other: "# people" }));
  }, [wanted, waiting, count, t]);

  const choose = async ({ id, handle }: Pick<Profile, "id"> & Partial<Profile>) => {
    setOpening(id);
    try {
      navigate(`/c/${await store.openDirect(id)}`, { replace: true });
    } catch (cause) {
      // Whom one can't write to one can follow, and friends can be written to.
      toast(problemText(cause), handle === undefined ? {} : { action: { label: t`View profile`, onAction: () => navigate(`/@${handle}`) } });
      setOpening(undefined);
    }
  };

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    const last = people.length - 1;
    if (event.key === "ArrowDown") setActive(Math.min(last, active + 1));
    else if (event.key === "ArrowUp") setActive(Math.max(0, active - 1));
    else if (event.key === "Enter" && current) void choose(current);
    else if (event.key === "Escape" && query === "") navigate("/inbox");
    else return;
    event.preventDefault();
  };

  return (
    <Screen
      title={t`New message`}
      back="/inbox"
      top={
        <div ref={root}>
          <SearchField
            label={t`Name or handle`}
            value={query}
            onChange={(value) => {
              setQuery(value);
              setActive(0);
            }}
            onKeyDown={onKeyDown}
            role="combobox"
            aria-expanded={people.length > 0}
            aria-controls={LIST}
            aria-autocomplete="list"
            aria-activedescendant={current ? `person-${current.id}` : undefined}
          />
        </div>
      }
    >
      {(wanted === "" || savedMatches(wanted)) && (
        <div className={css.group}>
          <Row leading={<SavedFace size={48} />} title={t`Saved`} detail={t`Notes to yourself`} onPress={() => void choose({ id: me })} />
        </div>
      )}
      {wanted === "" && (
        <div className={css.group}>
          <Row compact href="/inbox/new/group" leading={<UsersThreeIcon />} title={t`New group`} />
        </div>
      )}
      {wanted === "" && people.length > 0 && (
        <h2 className={css.heading}>
          <Trans>Recent</Trans>
        </h2>
      )}
      {people.length > 0 && (
        <ul
          id={LIST}
          className={css.list}
          role="listbox"
          aria-label={t`People`}
          tabIndex={0}
          aria-activedescendant={current ? `person-${current.id}` : undefined}
          onKeyDown={onKeyDown}
        >
          {people.map((person) => (
            <Person key={person.id} person={person} query={wanted} active={person === current} opening={opening === person.id} onChoose={choose} />
          ))}
        </ul>
      )}
      {wanted !== "" && waiting && people.length === 0 && (
        <div className={css.wait}>
          <Skeleton shape="row" />
          <Skeleton shape="row" />
          <Skeleton shape="row" />
        </div>
      )}
      {answer?.problem !== undefined && !waiting && <p className={css.problem}>{problemText(answer.problem)}</p>}
      {wanted !== "" && !savedMatches(wanted) && !waiting && people.length === 0 && answer?.problem === undefined && (
        <EmptyState art="none" title={t`Nobody by this name`}>
          <Trans>Check the spelling, or ask them for their handle.</Trans>
        </EmptyState>
      )}
      {wanted === "" && people.length === 0 && (
        <EmptyState
          art="seat"
          title={t`Whom shall we talk to?`}
          action={
            <Button href="/friends">
              <Trans>Find friends</Trans>
            </Button>
          }
        >
          <Trans>Type a name or a handle above.</Trans>
        </EmptyState>
      )}
    </Screen>
  );
}

type PersonProps = { person: Profile; query: string; active: boolean; opening: boolean; onChoose: (person: Profile) => Promise<void> };

/** Someone to write to. Says so where that would be a request, and why where it cannot be. */
function Person({ person, query, active, opening, onChoose }: PersonProps) {
  const { t } = useLingui();
  const { reach } = person;
  const ref = useRef<HTMLLIElement>(null);
  const name = person.name || person.handle;
  useEffect(() => {
    if (active) ref.current?.scrollIntoView({ block: "nearest" });
  }, [active]);
  return (
    // eslint-disable-next-line jsx-a11y/click-events-have-key-events -- the field keeps the focus and handles the keys of this list
    <li ref={ref} id={`person-${person.id}`} className={css.person} role="option" aria-selected={active} tabIndex={-1} onClick={() => void onChoose(person)}>
      <Avatar name={name} src={person.avatar?.small} size={48} seed={person.id} />
      <span className={css.words}>
        <span className={css.name} dir="auto">
          <Marked text={name} query={query} />
        </span>
        <span className={css.handle}>
          @<Marked text={person.handle} query={query} />
        </span>
        {reach?.outcome === "none" && <span className={css.why}>{reachText(reach)}</span>}
      </span>
      {reach?.outcome === "request" && !opening && <span className={css.request}>{t`Request`}</span>}
      {opening && <Mark state="typing" size={22} />}
    </li>
  );
}
