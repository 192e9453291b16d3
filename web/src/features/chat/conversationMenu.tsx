import { t } from "@lingui/core/macro";
import { ArchiveIcon } from "@phosphor-icons/react/dist/csr/Archive";
import { BellIcon } from "@phosphor-icons/react/dist/csr/Bell";
import { BellSlashIcon } from "@phosphor-icons/react/dist/csr/BellSlash";
import { PushPinIcon } from "@phosphor-icons/react/dist/csr/PushPin";
import { PushPinSlashIcon } from "@phosphor-icons/react/dist/csr/PushPinSlash";
import { TrayArrowUpIcon } from "@phosphor-icons/react/dist/csr/TrayArrowUp";
import type { Conversation, Store } from "@data";
import { openMenuAt, type MenuItem, type Point } from "@ui/Menu";

const HOUR = 3_600_000;

/** The ways to mute: for a while, or until one says otherwise. */
export function muteItems(store: Store, id: string): MenuItem[] {
  const forHours = (hours: number) => () => void store.patch(id, { muted: true, mutedUntil: new Date(Date.now() + hours * HOUR).toISOString() });
  return [
    { id: "1", label: t`For 1 hour`, onAction: forHours(1) },
    { id: "8", label: t`For 8 hours`, onAction: forHours(8) },
    { id: "always", label: t`Until I turn it back on`, onAction: () => void store.patch(id, { muted: true }) },
  ];
}

/** Mutes after asking for how long, or unmutes at once. */
export function toggleMute(store: Store, conversation: Conversation, at: Point | DOMRect): void {
  if (conversation.muted) void store.patch(conversation.id, { muted: false });
  else openMenuAt(at, muteItems(store, conversation.id), { label: t`Mute` });
}

/** What one can do with a conversation as a whole, for menus. */
export function organiseItems(store: Store, conversation: Conversation, at: () => Point | DOMRect): MenuItem[] {
  const { id, pinned, muted, folder } = conversation;
  const archived = folder === "archived";
  return [
    {
      id: "pin",
      label: pinned ? t`Unpin` : t`Pin`,
      icon: pinned ? <PushPinSlashIcon size={20} /> : <PushPinIcon size={20} />,
      onAction: () => void store.patch(id, { pinned: !pinned }),
    },
    {
      id: "mute",
      label: muted ? t`Unmute` : t`Mute`,
      icon: muted ? <BellIcon size={20} /> : <BellSlashIcon size={20} />,
      onAction: () => toggleMute(store, conversation, at()),
    },
    {
      id: "archive",
      label: archived ? t`Move to inbox` : t`Archive`,
      icon: archived ? <TrayArrowUpIcon size={20} /> : <ArchiveIcon size={20} />,
      onAction: () => void store.patch(id, { archived: !archived }),
    },
  ];
}
