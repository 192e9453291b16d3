import { useSession } from "@store";
import type { Profile } from "@data";

/** Whether this person's picture is blurred until one asks for it: of who is no friend, where one has chosen so. */
export function useVeiled(person: Profile): boolean {
  const { privacy } = useSession();
  return privacy?.strangerPictures === false && !person.relation?.friend;
}
