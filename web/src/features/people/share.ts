import { copy, share } from "@ui/share";
import type { Profile } from "@data";
import { nameOf, profilePath } from "./names";

/** Hands the address of a profile to the device's share sheet, or to the clipboard where there is none. */
export function shareProfile(person: Pick<Profile, "name" | "handle">): Promise<void> {
  return share(nameOf(person), addressOf(person));
}

/** The whole address of a profile, for other apps and for cameras. */
export function addressOf(person: Pick<Profile, "handle">): string {
  return new URL(profilePath(person), window.location.origin).href;
}

/** Copies the address of a profile. */
export function copyLink(person: Pick<Profile, "handle">): Promise<void> {
  return copy(addressOf(person));
}
