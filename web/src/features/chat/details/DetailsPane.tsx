import { Trans, useLingui } from "@lingui/react/macro";
import { ArchiveIcon } from "@phosphor-icons/react/dist/csr/Archive";
import { BellIcon } from "@phosphor-icons/react/dist/csr/Bell";
import { BellSlashIcon } from "@phosphor-icons/react/dist/csr/BellSlash";
import { FlagIcon } from "@phosphor-icons/react/dist/csr/Flag";
import { HandshakeIcon } from "@phosphor-icons/react/dist/csr/Handshake";
import { MagnifyingGlassIcon } from "@phosphor-icons/react/dist/csr/MagnifyingGlass";
import { ProhibitIcon } from "@phosphor-icons/react/dist/csr/Prohibit";
import { PushPinIcon } from "@phosphor-icons/react/dist/csr/PushPin";
import { SpeakerHighIcon } from "@phosphor-icons/react/dist/csr/SpeakerHigh";
import { TrashIcon } from "@phosphor-icons/react/dist/csr/Trash";
import { UserCircleIcon } from "@phosphor-icons/react/dist/csr/UserCircle";
import { XIcon } from "@phosphor-icons/react/dist/csr/X";
import { useState, type ReactNode } from "react";
import { useLocation } from "wouter";
import { isGroup, type Conversation, type Profile } from "@data";
import { useConversation, useMyId, usePresence, useStore } from "@store";
import { time } from "@i18n";
import { Avatar } from "@ui/Avatar";
import { Back } from "@ui/Back";
import { confirm } from "@ui/confirm";
import { IconButton } from "@ui/IconButton";
import { useWayBack } from "@ui/navigation";
import { Row } from "@ui/Row";
import { Skeleton } from "@ui/Skeleton";
import { Switch } from "@ui/Switch";
import { useExtraWide, useWide } from "@ui/useMediaQuery";
import { removeAfterAsking, toggleMute } from "@features/inbox";
import { GroupDetails } from "@features/groups";
import { report } from "@features/safety";
import { chooseSounds, soundsOn } from "../sounds";
import css from "./DetailsPane.module.css";

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
      <div className={css.body}>{conversation && isGroup(conversation) ? <GroupDetails conversation={conversation} /> : conversation && peer ? <About conversation={conversation} peer={peer} wide={wide} /> : <Waiting />}</div>
    </section>
  );
}

function About({ conversation, peer, wide }: { conversation: Conversation; peer: Profile; wide: boolean }) {
  const { t } = useLingui();
  const store = useStore();
  const [, navigate] = useLocation();
  const [sounds, setSounds] = useState(soundsOn);
  const presence = usePresence(peer.id);
  const { id, muted, mutedUntil, pinned, folder } = conversation;
  const archived = folder === "archived";
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
      <div className={css.quick}>
        <Quick
          label={muted ? t`Muted` : t`Mute`}
          icon={muted ? <BellSlashIcon weight="fill" /> : <BellIcon />}
          pressed={muted}
          onPress={(at) => toggleMute(store, conversation, at)}
        />
        <Quick
          label={pinned ? t`Pinned` : t`Pin`}
          icon={<PushPinIcon weight={pinned ? "fill" : "regular"} />}
          pressed={pinned}
          onPress={() => void store.patch(id, { pinned: !pinned })}
        />
        <Quick
          label={archived ? t`Archived` : t`Archive`}
          icon={<ArchiveIcon weight={archived ? "fill" : "regular"} />}
          pressed={archived}
          onPress={() => void store.patch(id, { archived: !archived })}
        />
        <Quick label={t`Search`} icon={<MagnifyingGlassIcon />} onPress={() => navigate(`/c/${id}?find`)} />
      </div>
      {muted && mutedUntil && <p className={css.note}>{t`Muted until ${time(mutedUntil)}`}</p>}
      <div className={css.list}>
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

type QuickProps = { label: string; icon: ReactNode; pressed?: boolean; onPress: (at: DOMRect) => void };

function Quick({ label, icon, pressed, onPress }: QuickProps) {
  return (
    <button type="button" aria-pressed={pressed} onClick={(event) => onPress(event.currentTarget.getBoundingClientRect())}>
      <span className={css.disc}>{icon}</span>
      {label}
    </button>
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
