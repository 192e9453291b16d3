import { t } from "@lingui/core/macro";
import { toast } from "@ui/toast";
import type { Profile } from "@data";
import { nameOf, profilePath } from "./names";

/** Hands the address of a profile to the device's share sheet, or to the clipboard where there is none. */
export async function shareProfile(person: Pick<Profile, "name" | "handle">): Promise<void> {
  const url = addressOf(person);
  if (window.matchMedia("(pointer: coarse)").matches && typeof navigator.share === "function") {
    await navigator.share({ title: nameOf(person), url }).catch(() => undefined); // Closing the sheet is an answer too.
    return;
  }
  await copyLink(person);
}

/** The whole address of a profile, for other apps and for cameras. */
export function addressOf(person: Pick<Profile, "handle">): string {
  return new URL(profilePath(person), window.location.origin).href;
}

/** Copies the address of a profile. */
export async function copyLink(person: Pick<Profile, "handle">): Promise<void> {
  const url = addressOf(person);
  try {
    await navigator.clipboard.writeText(url);
    toast(t`Link copied`);
  } catch {
    toast(t`This browser doesn’t allow copying. The link is ${url}`);
  }
}
