import { BookmarkSimpleIcon } from "@phosphor-icons/react/dist/csr/BookmarkSimple";
import { Avatar, type AvatarSize } from "@ui/Avatar";

/** A bookmark, where a conversation with somebody shows their face. */
export function SavedFace({ size }: { size: AvatarSize }) {
  return <Avatar name="" size={size} seed="saved" sign={<BookmarkSimpleIcon weight="fill" size="1.25em" />} />;
}
