import { lazy } from "react";
import type { Message } from "@data";

const OnceChip = lazy(() => import("../once/OnceChip"));
const VoiceNote = lazy(() => import("../voice/VoiceNote"));
const FileCard = lazy(() => import("../attach/FileCard"));
const ProfileCard = lazy(() => import("../profiles/ProfileCard"));
const PlaceCard = lazy(() => import("../places/PlaceCard"));
const StickerNote = lazy(() => import("../stickers/StickerNote"));
const Poll = lazy(() => import("../polls/Poll"));

/** What a message is beside its text, where that is no photos. */
export default function Part({ message, focusable }: { message: Message; focusable: boolean }) {
  if (message.poll) return <Poll message={message} poll={message.poll} focusable={focusable} />;
  if (message.profile) return <ProfileCard id={message.profile} own={message.mine} focusable={focusable} />;
  if (message.location) return <PlaceCard place={message.location} sender={message.from ?? message.sender} own={message.mine} focusable={focusable} />;
  const One = message.once ? OnceChip : message.voice ? VoiceNote : message.sticker ? StickerNote : FileCard;
  return <One message={message} focusable={focusable} />;
}
