/** Forwarding: one message to one conversation at a time, as everything leaves; see the outbox. */
import type { Api } from "./api";
import type { Outcome } from "./outbox";
import type { OutboxItem, Source } from "./pending";
import { Problem } from "./problem";
import type { ID } from "./types";

type Refused = (conversationId: ID, problem: Problem) => void;

const listeners = new Set<Refused>();

/** Tells where a message could not be forwarded to; whoever forwards it may be elsewhere by then. */
export function onRefused(run: Refused): void {
  listeners.add(run);
}

/** Sends one item of the outbox that forwards a message. */
export async function forward(api: Api, { id: clientId, conversationId }: OutboxItem, { conversationId: id, seq }: Source): Promise<Outcome> {
  const body = { targets: [{ conversationId, clientId }] };
  const { items } = await api.ask((http) => http.POST("/v1/conversations/{id}/entries/{seq}/forwards", { params: { path: { id, seq } }, body }));
  const { entry, problem } = items[0] ?? {};
  if (!problem) return { entry };
  const refusal = new Problem(problem);
  if (!refusal.transient) for (const run of listeners) run(conversationId, refusal);
  throw refusal;
}
