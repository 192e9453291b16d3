import { plural } from "@lingui/core/macro";
import { useLingui } from "@lingui/react/macro";
import { UsersThreeIcon } from "@phosphor-icons/react/dist/csr/UsersThree";
import { createContext, useContext, useEffect, useEffectEvent, useId, useState, type ContextType } from "react";
import type { Conversation, Profile } from "@data";
import type { Typed } from "@features/chat";
import { announce } from "@ui/announce";
import { cx } from "@ui/cx";
import { isAdmin } from "../details/rights";
import { MemberFace } from "../MemberFace";
import { nameOf } from "../names";
import { typedAt } from "./mentions";
import css from "./talk.module.css";
import { useMatching } from "./useMembers";

/** As many are offered at once. */
const OFFERED = 8;

type Offer = { key: string; insert: string; person?: Profile };

/** What is known of a group where one writes in it: those at hand, and what is to be told of whom the server found. */
export const Completing = createContext<{ conversation: Conversation; near: readonly Profile[]; onFound: (people: readonly Profile[]) => void } | undefined>(undefined);

/** Offers the members whose name or handle begins with what follows an @, as one types: arrows walk, Enter or Tab takes one, Escape leaves. */
export function Completion(typed: Typed) {
  const known = useContext(Completing);
  return known && <Offers {...typed} {...known} />;
}

function Offers({ field, text, write, conversation, near, onFound }: Typed & NonNullable<ContextType<typeof Completing>>) {
  const { t } = useLingui();
  const list = useId();
  const caret = useCaret(field);
  const [left, setLeft] = useState<number>();
  const [at, setAt] = useState({ q: "", index: 0 });
  const typing = caret === undefined ? undefined : typedAt(text, caret);
  const open = typing !== undefined && typing.start !== left;
  const q = typing?.q ?? "";
  const people = useMatching(conversation, near, open ? q : undefined, onFound);
  const all = t({ message: "all", context: "what follows @ to mention everyone in a group: all or tous" });
  const offers: Offer[] = open
    ? [
        ...(isAdmin(conversation) && all.startsWith(q.toLowerCase()) ? [{ key: "all", insert: all }] : []),
        ...people.slice(0, OFFERED).map((person) => ({ key: person.id, insert: person.handle, person })),
      ]
    : [];
  const index = at.q === q ? Math.min(at.index, offers.length - 1) : 0;
  const shown = offers.length > 0;
  const count = offers.length;

  const take = (offer: Offer | undefined) => {
    const element = field.current;
    if (!offer || !typing || !element) return;
    const before = `${text.slice(0, typing.start)}@${offer.insert} `;
    write(before + text.slice(typing.start + 1 + typing.q.length).replace(/^ /u, ""));
    requestAnimationFrame(() => {
      element.focus({ preventScroll: true });
      element.setSelectionRange(before.length, before.length);
    });
  };

  const onKey = useEffectEvent((event: KeyboardEvent) => {
    if (!shown || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "ArrowDown") setAt({ q, index: (index + 1) % count });
    else if (event.key === "ArrowUp") setAt({ q, index: (index + count - 1) % count });
    else if ((event.key === "Enter" || event.key === "Tab") && !event.shiftKey) take(offers[index]);
    else if (event.key === "Escape") setLeft(typing?.start);
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  // Before the composer takes the key for itself.
  useEffect(() => {
    const element = field.current;
    element?.addEventListener("keydown", onKey);
    return () => element?.removeEventListener("keydown", onKey);
  }, [field]);

  useEffect(() => {
    const element = field.current;
    if (!element || !shown) return;
    const said = { "aria-autocomplete": "list", "aria-haspopup": "listbox", "aria-controls": list };
    for (const [name, value] of Object.entries(said)) element.setAttribute(name, value);
    return () => [...Object.keys(said), "aria-activedescendant"].forEach((name) => element.removeAttribute(name));
  }, [field, shown, list]);
  useEffect(() => {
    if (shown) field.current?.setAttribute("aria-activedescendant", `${list}-${index}`);
    document.getElementById(`${list}-${index}`)?.scrollIntoView({ block: "nearest" });
  }, [field, shown, list, index]);
  useEffect(() => {
    if (shown) announce(plural(count, { one: "# person to mention. Arrows choose, Enter takes.", other: "# people to mention. Arrows choose, Enter takes." }));
  }, [shown, count]);

  if (!shown) return null;
  return (
    <ul id={list} className={css.offers} role="listbox" aria-label={t`Mention someone`}>
      {offers.map(({ key, insert, person }, i) => (
        // eslint-disable-next-line jsx-a11y/click-events-have-key-events -- the keys are the field's, which keeps the focus
        <li
          key={key}
          id={`${list}-${i}`}
          role="option"
          aria-selected={i === index}
          tabIndex={-1}
          className={cx(css.offer, i === index && css.chosen)}
          onPointerDown={(event) => event.preventDefault()}
          onClick={() => take(offers[i])}
        >
          {person ? <MemberFace person={person} size={28} /> : <UsersThreeIcon size={28} />}
          <span dir="auto">{person ? nameOf(person) : t`Everyone in the group`}</span>
          <span>@{insert}</span>
        </li>
      ))}
    </ul>
  );
}

/** Where the caret stands in the field while it has the focus. */
function useCaret(field: Typed["field"]): number | undefined {
  const [caret, setCaret] = useState<number>();
  useEffect(() => {
    const look = () => {
      const element = field.current;
      const here = element && document.activeElement === element && element.selectionStart === element.selectionEnd;
      setCaret(here ? element.selectionStart : undefined);
    };
    // On the document, after the composer has taken what was put in: drawn anew before, the field would lose it.
    const events = ["selectionchange", "input", "keyup", "click", "focusin", "focusout"];
    for (const event of events) document.addEventListener(event, look);
    return () => {
      for (const event of events) document.removeEventListener(event, look);
    };
  }, [field]);
  return caret;
}
