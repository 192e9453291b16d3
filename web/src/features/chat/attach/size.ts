import { t } from "@lingui/core/macro";
import { number } from "@i18n";

/** How large a file is, as people say it. */
export function sizeText(bytes: number): string {
  const rounded = (value: number) => number(value < 10 ? Math.round(value * 10) / 10 : Math.round(value));
  if (bytes < 1000) return t`${number(bytes)} bytes`;
  if (bytes < 999_500) return t`${rounded(bytes / 1e3)} kB`;
  if (bytes < 999_500_000) return t`${rounded(bytes / 1e6)} MB`;
  return t`${rounded(bytes / 1e9)} GB`;
}
