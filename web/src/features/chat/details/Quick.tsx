import { useLingui } from "@lingui/react/macro";
import { ArchiveIcon } from "@phosphor-icons/react/dist/csr/Archive";
import { BellIcon } from "@phosphor-icons/react/dist/csr/Bell";
import { BellSlashIcon } from "@phosphor-icons/react/dist/csr/BellSlash";
import { MagnifyingGlassIcon } from "@phosphor-icons/react/dist/csr/MagnifyingGlass";
import { ImagesIcon } from "@phosphor-icons/react/dist/csr/Images";
import { PushPinIcon } from "@phosphor-icons/react/dist/csr/PushPin";
import type { ReactNode } from "react";
import { useLocation } from "wouter";
import type { Conversation } from "@data";
import { useStore } from "@store";
import { time } from "@i18n";
import { Row } from "@ui/Row";
import { toggleMute } from "@features/inbox";
import { isSaved } from "@features/saved";
import css from "./Quick.module.css";

/** What one does most often to a conversation of one's own: its mute, pin and archive, and a search in it. */
export function Quick({ conversation }: { conversation: Conversation }) {
  const { t } = useLingui();
  const store = useStore();
  const [, navigate] = useLocation();
  const { id, muted, mutedUntil, pinned, folder } = conversation;
  const archived = folder === "archived";
  return (
    <>
      <div className={css.quick}>
        {!isSaved(conversation) && (
          <Action label={muted ? t`Muted` : t`Mute`} icon={muted ? <BellSlashIcon weight="fill" /> : <BellIcon />} pressed={muted} onPress={(at) => toggleMute(store, conversation, at)} />
        )}
        <Action label={pinned ? t`Pinned` : t`Pin`} icon={<PushPinIcon weight={pinned ? "fill" : "regular"} />} pressed={pinned} onPress={() => void store.patch(id, { pinned: !pinned })} />
        <Action
          label={archived ? t`Archived` : t`Archive`}
          icon={<ArchiveIcon weight={archived ? "fill" : "regular"} />}
          pressed={archived}
          onPress={() => void store.patch(id, { archived: !archived })}
        />
        <Action label={t`Search`} icon={<MagnifyingGlassIcon />} onPress={() => navigate(`/c/${id}?find`)} />
      </div>
      <div className={css.shared}>
        <Row compact leading={<ImagesIcon />} title={t`Photos, videos, voice messages, files, links`} href={`/inbox/search?in=${id}&kind=photos`} />
      </div>
      {muted && mutedUntil && <p className={css.until}>{t`Muted until ${time(mutedUntil)}`}</p>}
    </>
  );
}

type ActionProps = { label: string; icon: ReactNode; pressed?: boolean; onPress: (at: DOMRect) => void };

function Action({ label, icon, pressed, onPress }: ActionProps) {
  return (
    <button type="button" aria-pressed={pressed} onClick={(event) => onPress(event.currentTarget.getBoundingClientRect())}>
      <span className={css.disc}>{icon}</span>
      {label}
    </button>
  );
}
