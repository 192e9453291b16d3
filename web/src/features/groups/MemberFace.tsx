import type { Profile } from "@data";
import { useVeiledFace } from "@features/chat";
import { Avatar } from "@ui/Avatar";
import { nameOf } from "./names";

/** The small face of someone in a group: letters, where pictures of people who are no friends are veiled. */
export function MemberFace({ person, size }: { person: Profile; size: 28 | 40 }) {
  return <Avatar name={nameOf(person)} src={useVeiledFace(person) ? undefined : person.avatar?.small} size={size} seed={person.id} />;
}
