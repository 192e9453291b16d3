import { useMemo } from "react";
import { Link } from "wouter";
import { Text } from "@features/chat";
import type { Message } from "@data";
import { useMyId, useNames, useStore } from "@store";
import { cx } from "@ui/cx";
import { EVERYONE, named } from "./mentions";
import css from "./talk.module.css";

/** The text of a message in a group: whom it mentions is a link to their profile, lit for whom it means. */
export function Words({ message }: { message: Message }) {
  if (!message.mentions && !message.mentionAll) return <Text text={message.text} />;
  return <Mentioning message={message} />;
}

function Mentioning({ message: { text, mentions, mentionAll, mine } }: { message: Message }) {
  const store = useStore();
  const me = useMyId();
  // Handles are known when names are.
  const known = useNames(mentions ?? []).join();
  const pieces = useMemo(() => {
    const handles = new Map((mentions ?? []).map((id) => [store.knownProfile(id).get()?.handle, id]));
    return named(text, (handle) => handles.has(handle) || (mentionAll === true && EVERYONE.has(handle))).map((piece) => ({ ...piece, id: handles.get(piece.handle) }));
    // eslint-disable-next-line react-hooks/exhaustive-deps -- what is known changes the answer
  }, [store, text, mentions, mentionAll, known]);
  return pieces.map(({ text: said, handle, id }, i) => {
    if (handle === undefined) return <Text key={i} text={said} />;
    const lit = !mine && (id === undefined || id === me);
    if (id === undefined) return <b key={i} className={cx(css.mention, lit && css.lit)}>{said}</b>;
    return (
      <Link key={i} href={`/@${handle}`} className={cx(css.mention, lit && css.lit)} tabIndex={-1}>
        {said}
      </Link>
    );
  });
}
