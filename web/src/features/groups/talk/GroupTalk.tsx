import { Trans, useLingui } from "@lingui/react/macro";
import { MegaphoneSimpleIcon } from "@phosphor-icons/react/dist/csr/MegaphoneSimple";
import { mayWrite, type Conversation, type Timeline, type TimelineState } from "@data";
import { useStore, useTyping } from "@store";
import { HeaderFrame, Talk, type Party } from "@features/chat";
import { report } from "@features/safety";
import { Avatar } from "@ui/Avatar";
import { nameOf } from "../names";
import { GroupRow } from "./GroupRow";
import { MembersLine } from "./MembersLine";
import { Writing } from "./Writing";
import css from "./talk.module.css";

type Props = { conversation: Conversation; state: TimelineState; timeline: Timeline };

/** A conversation of several: as with one, but that each line says whose it is, and that much happens besides. */
export default function GroupTalk({ conversation, state, timeline }: Props) {
  const { t } = useLingui();
  const store = useStore();
  const typing = useTyping(conversation.id);
  const { id, title: name = "", avatar } = conversation;
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
  return <Talk conversation={conversation} party={party} state={state} timeline={timeline} />;
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
