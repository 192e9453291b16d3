import { Trans, useLingui } from "@lingui/react/macro";
import { AtIcon } from "@phosphor-icons/react/dist/csr/At";
import { MegaphoneSimpleIcon } from "@phosphor-icons/react/dist/csr/MegaphoneSimple";
import { Suspense, useCallback, useEffect, useMemo, useRef, useState } from "react";
import { useLocation } from "wouter";
import { mayWrite, type Conversation, type ID, type Profile, type Timeline, type TimelineState } from "@data";
import { useMyId, useNames, useStore, useTyping } from "@store";
import { HeaderFrame, Talk, type Party } from "@features/chat";
import { report } from "@features/safety";
import { Avatar } from "@ui/Avatar";
import { nameOf } from "../names";
import { later } from "@ui/later";
import { isAdmin } from "../details/rights";
import { Completing, Completion } from "./Completion";
import { GroupRow } from "./GroupRow";
import { MembersLine } from "./MembersLine";
import { EVERYONE, handlesIn } from "./mentions";
import { nearIn } from "./useMembers";
import { Writing } from "./Writing";
import css from "./talk.module.css";

const SeenBy = later(() => import("./SeenBy"));

/** As many as one message may name. */
const NAMED = 20;

type Props = { conversation: Conversation; state: TimelineState; timeline: Timeline };

/** A conversation of several: as with one, but that each line says whose it is, and that much happens besides. */
export default function GroupTalk({ conversation, state, timeline }: Props) {
  const { t } = useLingui();
  const store = useStore();
  const typing = useTyping(conversation.id);
  const me = useMyId();
  const [, navigate] = useLocation();
  const [seen, setSeen] = useState<number>();
  const { id, title: name = "", avatar, mentionSeq = 0 } = conversation;
  const people = useKnown(nearIn(state.items, me));
  const found = useRef(new Map<string, ID>());
  const onFound = useCallback((some: readonly Profile[]) => some.forEach((one) => found.current.set(one.handle, one.id)), []);
  useEffect(() => onFound(people), [onFound, people]);
  const completing = useMemo(() => ({ conversation, near: people, onFound }), [conversation, people, onFound]);
  const party: Party = {
    name,
    nameOf: (person) => {
      const known = store.knownProfile(person).get();
      return known ? nameOf(known) : t`Someone`;
    },
    header: (onSearch) => (
      <HeaderFrame conversation={conversation} name={name} face={<Avatar name={name} src={avatar?.small} size={40} seed={id} square />} onSearch={onSearch}>
        <MembersLine conversation={conversation} typing={typing} />
      </HeaderFrame>
    ),
    beginning: (empty) => <Beginning conversation={conversation} empty={empty} />,
    Row: GroupRow,
    typing: typing.length > 0 && <Writing who={typing} />,
    Complete: Completion,
    mentions: (text) => {
      const handles = handlesIn(text);
      const named = handles.flatMap((handle) => found.current.get(handle) ?? []).slice(0, NAMED);
      const everyone = isAdmin(conversation) && handles.some((handle) => EVERYONE.has(handle));
      return { ...(named.length > 0 && { mentions: named }), ...(everyone && { mentionAll: true }) };
    },
    seen: (message) => setSeen(message.seq),
    hint: mentionSeq > conversation.readSeq && (
      <div className={css.at}>
        <button type="button" onClick={() => navigate(`/c/${id}?at=${mentionSeq}`, { replace: true })}>
          <AtIcon size={18} weight="bold" />
          <Trans>You are mentioned</Trans>
        </button>
      </div>
    ),
    instead: mayWrite(conversation) ? undefined : (
      <p className={css.quiet} role="note">
        <MegaphoneSimpleIcon size={20} />
        <span>
          <Trans>Only admins can write here. You can react.</Trans>
        </span>
      </p>
    ),
    report: (seq, sender) => {
      const person = store.knownProfile(sender).get();
      if (person) report({ kind: "message", person, conversation: id, seqs: [seq] });
    },
    hiding: t`The others in the group still see it.`,
    unsending: t`Its text is erased for everyone in the group. Some may have read it already.`,
  };
  return (
    <Completing value={completing}>
      <Talk conversation={conversation} party={party} state={state} timeline={timeline} />
      {seen !== undefined && (
        <Suspense fallback={null}>
          <SeenBy id={id} seq={seen} onClose={() => setSeen(undefined)} />
        </Suspense>
      )}
    </Completing>
  );
}

/** Who they are, as far as it is known: the same list as long as they are called the same. */
function useKnown(ids: readonly ID[]): readonly Profile[] {
  const store = useStore();
  const names = useNames(ids).join();
  const key = ids.join();
  return useMemo(
    () => (key === "" ? [] : key.split(",")).flatMap((one) => store.knownProfile(one).get() ?? []),
    // eslint-disable-next-line react-hooks/exhaustive-deps -- what they are called changes the answer
    [store, key, names],
  );
}

function Beginning({ conversation, empty }: { conversation: Conversation; empty: boolean }) {
  const { id, title = "", avatar, clearedBefore } = conversation;
  return (
    <div className={css.begin}>
      <Avatar name={title} src={avatar?.large} size={96} seed={id} square />
      <p className={css.title} dir="auto">
        {title}
      </p>
      <p className={css.hint}>
        {empty ? (
          <Trans>Nothing said yet. A first word is enough.</Trans>
        ) : clearedBefore > 0 ? (
          <Trans>What was said before isn’t shown to you.</Trans>
        ) : (
          <Trans>This is where the group begins.</Trans>
        )}
      </p>
    </div>
  );
}
