import { t } from "@lingui/core/macro";
import type { Device } from "@data";

/** "Firefox on Linux", in one's own language. */
export function nameOf({ device }: Pick<Device, "device">): string {
  const [browser, system] = device.split(" on ");
  if (browser && system) return t`${browser} on ${system}`;
  return device || t`Unknown device`;
}
