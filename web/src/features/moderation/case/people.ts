/* What the people of a case are called. */
import { t } from "@lingui/core/macro";
import type { Case, LogEntry, Party } from "@data/moderation";

export function partyName({ account }: Pick<Party, "account">): string {
  return account ? account.name || `@${account.handle}` : t`An account that is gone`;
}

/** The name of whoever wrote something, by id. Who is no part of the case stays without one, and is told from others by a number. */
export function namesOf({ person, reported }: Pick<Case, "person" | "reported">, read: readonly Pick<LogEntry, "sender">[] = []): (id: string) => string {
  const names = new Map<string, string>();
  for (const party of [person, ...reported.map(({ reporter }) => reporter)]) if (party.account) names.set(party.account.id, partyName(party));
  const others = [...new Set(read.map(({ sender }) => sender))].filter((id) => !names.has(id));
  return (id) => {
    const n = others.indexOf(id) + 1;
    return names.get(id) ?? (others.length > 1 && n > 0 ? t`Someone else (${n})` : t`Someone who isn’t part of this case`);
  };
}
