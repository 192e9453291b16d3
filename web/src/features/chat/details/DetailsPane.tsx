import { Trans, useLingui } from "@lingui/react/macro";
import { FlagIcon } from "@phosphor-icons/react/dist/csr/Flag";
import { HandshakeIcon } from "@phosphor-icons/react/dist/csr/Handshake";
import { ProhibitIcon } from "@phosphor-icons/react/dist/csr/Prohibit";
import { SpeakerHighIcon } from "@phosphor-icons/react/dist/csr/SpeakerHigh";
import { TrashIcon } from "@phosphor-icons/react/dist/csr/Trash";
import { UserCircleIcon } from "@phosphor-icons/react/dist/csr/UserCircle";
import { XIcon } from "@phosphor-icons/react/dist/csr/X";
import { useState } from "react";
import { useLocation } from "wouter";
import { isGroup, type Conversation, type Profile } from "@data";
import { useConversation, useMyId, usePresence, useStore } from "@store";
import { Avatar } from "@ui/Avatar";
import { Back } from "@ui/Back";
import { confirm } from "@ui/confirm";
import { IconButton } from "@ui/IconButton";
import { useWayBack } from "@ui/navigation";
import { Row } from "@ui/Row";
import { Skeleton } from "@ui/Skeleton";
import { Switch } from "@ui/Switch";
import { useExtraWide, useWide } from "@ui/useMediaQuery";
import { removeAfterAsking } from "@features/inbox";
import { GroupDetails } from "@features/groups";
import { report } from "@features/safety";
import { isSaved, SavedDetails } from "@features/saved";
import { Disappearing } from "../disappearing/Disappearing";
import { chooseSounds, soundsOn } from "../sounds";
import css from "./DetailsPane.module.css";
import { Complete } from "./Complete";
import { Quick } from "./Quick";

/** Who the other person is, and how this conversation behaves. */
export default function DetailsPane({ id }: { id: string }) {
  const { t } = useLingui();
  const wide = useWide();
  const extraWide = useExtraWide();
  const close = useWayBack(`/c/${id}`);
  const me = useMyId();
  const conversation = useConversation(id);
  const peer = conversation?.members.find((member) => member.account.id !== me)?.account;
  return (
    <section className={css.pane} aria-label={t`Details`}>
      {!extraWide && (
        <header className={wide ? `${css.head} ${css.sheet}` : css.head}>{wide ? <IconButton label={t`Close`} icon={<XIcon />} onClick={close} /> : <Back to={`/c/${id}`} />}</header>
      )}
      <div className={css.body}>
        {conversation && isGroup(conversation) ? (
          <GroupDetails conversation={conversation}>
            <Quick conversation={conversation} />
            <div className={css.list}>
              <Disappearing conversation={conversation} />
              <Complete id={id} />
            </div>
          </GroupDetails>
        ) : conversation && isSaved(conversation) ? (
          <SavedDetails conversation={conversation}>
            <Quick conversation={conversation} />
            <div className={css.list}>
              <Disappearing conversation={conversation} />
              <Complete id={id} />
            </div>
          </SavedDetails>
        ) : conversation && peer ? (
          <About conversation={conversation} peer={peer} wide={wide} />
        ) : (
          <Waiting />
        )}
      </div>
    </section>
  );
}

function About({ conversation, peer, wide }: { conversation: Conversation; peer: Profile; wide: boolean }) {
  const { t } = useLingui();
  const store = useStore();
  const [, navigate] = useLocation();
  const [sounds, setSounds] = useState(soundsOn);
  const presence = usePresence(peer.id);
  const { id } = conversation;
  const name = peer.name || peer.handle;
  const Title = wide ? "h2" : "h1";

  const block = async () => {
    if (peer.blocked) {
      await store.relate(peer, { what: "block", on: false });
      return;
    }
    const sure = await confirm({
      title: t`Block ${name}?`,
      body: t`Neither of you can write or see the other’s presence. They are not told.`,
      action: t`Block`,
      danger: true,
    });
    if (sure) await store.relate(peer, { what: "block", on: true });
  };

  const remove = async () => {
    if (await removeAfterAsking(store, conversation, name)) navigate("/inbox");
  };

  return (
    <>
      <div className={css.person}>
        <Avatar name={name} src={peer.avatar?.large} size={96} seed={peer.id} presence={presence?.online ? "online" : undefined} />
        <Title className={css.name} dir="auto">
          {name}
        </Title>
        <p className={css.handle}>@{peer.handle}</p>
        {peer.bio && (
          <p className={css.bio} dir="auto">
            {peer.bio}
          </p>
        )}
      </div>
      <Quick conversation={conversation} />
      <div className={css.list}>
        {conversation.request === undefined && <Disappearing conversation={conversation} />}
        <Row compact leading={<UserCircleIcon />} title={t`View profile`} href={`/@${peer.handle}`} />
        {peer.relation?.friend && <Row compact leading={<HandshakeIcon />} title={t`Introduce to a friend…`} href={`/@${peer.handle}/introduce`} />}
        <Row
          compact
          leading={<SpeakerHighIcon />}
          title={
            <Switch
              label={t`Sounds on this device`}
              checked={sounds}
              onChange={(on) => {
                chooseSounds(on);
                setSounds(on);
              }}
            />
          }
        />
        <Complete id={id} />
      </div>
      <div className={css.list}>
        <Row compact danger leading={<ProhibitIcon />} title={peer.blocked ? t`Unblock ${name}` : t`Block ${name}`} onPress={() => void block()} />
        <Row compact danger leading={<FlagIcon />} title={t`Report ${name}`} onPress={() => report({ kind: "message", person: peer, conversation: id, seqs: [] })} />
        <Row compact danger leading={<TrashIcon />} title={t`Delete conversation`} onPress={() => void remove()} />
      </div>
      {peer.blocked && (
        <p className={css.note}>
          <Trans>You blocked {name}. Neither of you can write.</Trans>
        </p>
      )}
    </>
  );
}

function Waiting() {
  const { t } = useLingui();
  return (
    <div className={css.person} role="status" aria-label={t`Loading`}>
      <Skeleton shape="circle" width="96px" />
      <Skeleton shape="line" width="10rem" />
    </div>
  );
}
