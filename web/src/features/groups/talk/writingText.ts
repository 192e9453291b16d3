import { plural, t } from "@lingui/core/macro";
import { list } from "@i18n";

/** Who is writing: up to three names, or how many more there are. */
export function writingText(names: readonly string[], count: number): string {
  const more = count - names.length;
  const who = list(more > 0 ? [...names, plural(more, { one: "# other", other: "# others" })] : names);
  return count === 1 ? t`${who} is typing…` : t`${who} are typing…`;
}
