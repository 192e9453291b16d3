import { useLingui } from "@lingui/react/macro";
import { DotsThreeIcon } from "@phosphor-icons/react/dist/csr/DotsThree";
import { InfoIcon } from "@phosphor-icons/react/dist/csr/Info";
import { MagnifyingGlassIcon } from "@phosphor-icons/react/dist/csr/MagnifyingGlass";
import { SidebarSimpleIcon } from "@phosphor-icons/react/dist/csr/SidebarSimple";
import { Suspense, useId, useRef, type ReactNode } from "react";
import { Link, useLocation } from "wouter";
import type { Conversation, Profile } from "@data";
import { usePresence, useStore } from "@store";
import { relative } from "@i18n";
import { Avatar } from "@ui/Avatar";
import { Back } from "@ui/Back";
import { IconButton } from "@ui/IconButton";
import { Menu } from "@ui/Menu";
import { useTitleFocus } from "@ui/navigation";
import { useDetailsPane } from "@ui/panes";
import { useExtraWide, useWide } from "@ui/useMediaQuery";
import { organiseItems } from "@features/inbox";
import css from "./Header.module.css";
import { TimerSign } from "./later";
import { useNow } from "@ui/useNow";

type Props = { conversation: Conversation; peer: Profile; typing: boolean; onSearch: () => void };

/** Whom one talks to, whether they are there, and the ways on from here. */
export function Header({ conversation, peer, typing, onSearch }: Props) {
  const presence = usePresence(peer.id);
  const name = peer.name || peer.handle;
  return (
    <HeaderFrame
      conversation={conversation}
      name={name}
      profile={`/@${peer.handle}`}
      face={<Avatar name={name} src={peer.avatar?.small} size={40} seed={peer.id} presence={presence?.online ? "online" : undefined} />}
      onSearch={onSearch}
    >
      <PresenceLine peer={peer} typing={typing} presence={presence} />
    </HeaderFrame>
  );
}

type FrameProps = {
  conversation: Conversation;
  name: string;
  face: ReactNode;
  /** Where the name leads while the details stand beside the conversation. */
  profile?: string;
  onSearch: () => void;
  /** Below the name. */
  children: ReactNode;
};

/** The head of any conversation. */
export function HeaderFrame({ conversation, name, face, profile, onSearch, children }: FrameProps) {
  const { t } = useLingui();
  const store = useStore();
  const [, navigate] = useLocation();
  const wide = useWide();
  const three = useExtraWide();
  const [shown, toggle] = useDetailsPane();
  const heading = useRef<HTMLHeadingElement>(null);
  const corner = useId();
  useTitleFocus(heading);
  const details = `/c/${conversation.id}/details`;
  const items = [
    { id: "details", label: t`Details`, icon: <InfoIcon size={20} />, onAction: () => navigate(details) },
    ...organiseItems(store, conversation, () => document.getElementById(corner)?.getBoundingClientRect() ?? { x: 0, y: 0 }),
  ];
  const Title = wide ? "h2" : "h1";
  return (
    <header className={css.head}>
      {!wide && <Back to={true} />}
      <Link href={three && profile ? profile : details} className={css.who}>
        {face}
        <span className={css.names}>
          <Title ref={heading} className={css.name} tabIndex={-1} dir="auto">
            {name}
          </Title>
          {children}
        </span>
        {conversation.disappearing && (
          <Suspense>
            <TimerSign after={conversation.disappearing} />
          </Suspense>
        )}
      </Link>
      <IconButton label={t`Search in conversation`} icon={<MagnifyingGlassIcon />} onClick={onSearch} />
      {three ? (
        <IconButton
          label={t`Details`}
          kind={shown ? "secondary" : "quiet"}
          aria-pressed={shown}
          icon={<SidebarSimpleIcon mirrored />}
          onClick={toggle}
        />
      ) : (
        wide && <IconButton label={t`Details`} icon={<SidebarSimpleIcon mirrored />} href={details} />
      )}
      {!wide && (
        <div id={corner}>
          <Menu label={t`More`} trigger={<IconButton label={t`More`} icon={<DotsThreeIcon weight="bold" />} />} items={items} />
        </div>
      )}
    </header>
  );
}

function PresenceLine({ peer, typing, presence }: { peer: Profile; typing: boolean; presence: ReturnType<typeof usePresence> }) {
  const { t } = useLingui();
  const now = useNow();
  if (typing) return <span className={`${css.presence} ${css.on}`}>{t`Typing…`}</span>;
  if (presence?.online) return <span className={`${css.presence} ${css.on}`}>{t`Active now`}</span>;
  const since = presence?.lastActiveAt;
  if (since) {
    const ago = relative(since, Math.max(now, new Date(since).getTime()));
    return <span className={css.presence}>{t`Active ${ago}`}</span>;
  }
  return <span className={css.presence}>@{peer.handle}</span>;
}
