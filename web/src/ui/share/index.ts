import { t } from "@lingui/core/macro";
import { toast } from "../toast";

/** Hands an address to the device's share sheet, or to the clipboard where there is none. */
export async function share(title: string, url: string): Promise<void> {
  if (window.matchMedia("(pointer: coarse)").matches && typeof navigator.share === "function") {
    await navigator.share({ title, url }).catch(() => undefined); // Closing the sheet is an answer too.
    return;
  }
  await copy(url);
}

/** Copies an address, and says so. */
export async function copy(url: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(url);
    toast(t`Link copied`);
  } catch {
    toast(t`This browser doesn’t allow copying. The link is ${url}`);
  }
}
