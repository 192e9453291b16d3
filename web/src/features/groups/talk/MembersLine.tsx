import { plural } from "@lingui/core/macro";
import { useLingui } from "@lingui/react/macro";
import type { Conversation, ID } from "@data";
import { useNames } from "@store";
import css from "./talk.module.css";
import { writingText } from "./writingText";

/** Below the title: who is writing, else how many are in the group. */
export function MembersLine({ conversation, typing }: { conversation: Conversation; typing: readonly ID[] }) {
  const { t } = useLingui();
  const names = useNames(typing.slice(0, 3)).map((name) => name ?? t`Someone`);
  if (names.length > 0) return <span className={`${css.line} ${css.on}`}>{writingText(names, typing.length)}</span>;
  return <span className={css.line}>{plural(conversation.memberCount ?? 1, { one: "# member", other: "# members" })}</span>;
}
