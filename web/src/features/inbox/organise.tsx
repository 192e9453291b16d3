import { t } from "@lingui/core/macro";
import { ArchiveIcon } from "@phosphor-icons/react/dist/csr/Archive";
import { BellIcon } from "@phosphor-icons/react/dist/csr/Bell";
import { BellSlashIcon } from "@phosphor-icons/react/dist/csr/BellSlash";
import { ChatCircleDotsIcon } from "@phosphor-icons/react/dist/csr/ChatCircleDots";
import { ChatCircleIcon } from "@phosphor-icons/react/dist/csr/ChatCircle";
import { PushPinIcon } from "@phosphor-icons/react/dist/csr/PushPin";
import { PushPinSlashIcon } from "@phosphor-icons/react/dist/csr/PushPinSlash";
import { TrashIcon } from "@phosphor-icons/react/dist/csr/Trash";
import { TrayArrowUpIcon } from "@phosphor-icons/react/dist/csr/TrayArrowUp";
import { isGroup, type Conversation, type Store } from "@data";
import { confirm } from "@ui/confirm";
import { isSaved } from "@features/saved";
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

/** Which messages of a group one is told of. */
export function notifyItems(store: Store, { id, notify = "all" }: Conversation): MenuItem[] {
  const labels = { all: t`All messages`, mentions: t`Mentions only`, none: t`None` };
  return (["all", "mentions", "none"] as const).map((level) => ({ id: level, label: labels[level], checked: level === notify, onAction: () => void store.patch(id, { notify: level }) }));
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
    ...(isSaved(conversation)
      ? []
      : [
          {
            id: "mute",
            label: muted ? t`Unmute` : t`Mute`,
            icon: muted ? <BellIcon size={20} /> : <BellSlashIcon size={20} />,
            onAction: () => toggleMute(store, conversation, at()),
          },
        ]),
    ...(isGroup(conversation)
      ? [
          {
            id: "notify",
            label: t`Notifications`,
            icon: <BellIcon size={20} />,
            onAction: () => openMenuAt(at(), notifyItems(store, conversation), { label: t`Notifications` }),
          },
        ]
      : []),
    {
      id: "archive",
      label: archived ? t`Move to inbox` : t`Archive`,
      icon: archived ? <TrayArrowUpIcon size={20} /> : <ArchiveIcon size={20} />,
      onAction: () => void store.patch(id, { archived: !archived }),
    },
  ];
}

/** Whether something in a conversation waits to be read. */
export function isUnread(conversation: Conversation): boolean {
  return conversation.unread > 0 || conversation.markedUnread;
}

/** Marks a conversation read, or unread again. */
export function toggleRead(store: Store, conversation: Conversation): void {
  const { id, head, unread } = conversation;
  if (unread > 0) store.markRead(id, head.seq);
  else void store.patch(id, { markedUnread: !conversation.markedUnread });
}

/** Deletes a conversation for me, once that is sure. */
export async function removeAfterAsking(store: Store, conversation: Conversation, name: string): Promise<boolean> {
  const sure = await confirm({
    title: t`Delete this conversation?`,
    body: isGroup(conversation)
      ? t`Its messages go from all your devices. The others keep theirs, and you stay in the group.`
      : isSaved(conversation)
        ? t`Its messages go from all your devices.`
        : t`Its messages go from all your devices. ${name} keeps theirs.`,
    action: t`Delete for me`,
    danger: true,
  });
  if (sure) await store.removeConversation(conversation.id);
  return sure;
}

/** The menu of a row in the inbox. */
export function rowItems(store: Store, conversation: Conversation, name: string, at: Point | DOMRect): MenuItem[] {
  const unread = isUnread(conversation);
  return [
    ...(isSaved(conversation)
      ? []
      : [
          {
            id: "read",
            label: unread ? t`Mark as read` : t`Mark as unread`,
            icon: unread ? <ChatCircleIcon size={20} /> : <ChatCircleDotsIcon size={20} />,
            onAction: () => toggleRead(store, conversation),
          },
        ]),
    ...organiseItems(store, conversation, () => at),
    {
      id: "delete",
      label: t`Delete for me`,
      icon: <TrashIcon size={20} />,
      danger: true,
      onAction: () => void removeAfterAsking(store, conversation, name),
    },
  ];
}
