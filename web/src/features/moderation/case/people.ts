/* What the people of a case are called. */
import { t } from "@lingui/core/macro";
import type { Case, Party } from "@data/moderation";

export function partyName({ account }: Pick<Party, "account">): string {
  return account ? account.name || `@${account.handle}` : t`An account that is gone`;
}

/** The name of whoever wrote something, by id. */
export function namesOf({ person, reported }: Pick<Case, "person" | "reported">): (id: string) => string {
  const names = new Map<string, string>();
  for (const party of [person, ...reported.map(({ reporter }) => reporter)]) if (party.account) names.set(party.account.id, partyName(party));
  return (id) => names.get(id) ?? t`Someone who isn’t part of this case`;
}
