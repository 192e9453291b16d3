/** Who is suggested, as the server says, or as it said the last time. Loaded with the screens that show them. */
import type { PeoplePort } from "./people";
import { asProblem } from "./problem";
import { batch } from "./readable";
import type { ID, Page, Suggestion } from "./types";

const SUGGESTIONS = "suggestions";

/** `sound` tells what may stand in, of what was kept. */
export async function suggestions({ api, storage, entities, outbox, era }: PeoplePort, sound: (kept: unknown) => kept is Suggestion[], cursor?: string): Promise<Page<Suggestion>> {
  const dismissed = (id: ID) => outbox.of(id).get().some(({ wish }) => wish.kind === "relation" && wish.change.what === "suggestion");
  const shown = (items: Suggestion[]) => items.filter((one) => !dismissed(one.account.id));
  const asked = entities.asking();
  try {
    const { items, next } = await era.guard(api.listSuggestions(cursor));
    // What is known of these people is brought up to date, and nobody else is kept.
    batch(() => items.forEach(({ account }) => entities.profiles.get(account.id) && entities.meet(account, asked)));
    if (cursor === undefined) void storage.setMeta(SUGGESTIONS, items);
    return { items: shown(items), next };
  } catch (cause) {
    const problem = asProblem(cause);
    const kept = cursor === undefined && problem.transient ? await storage.read((tx) => tx.objectStore("meta").get(SUGGESTIONS), undefined) : undefined;
    if (!sound(kept)) throw problem;
    return { items: shown(kept) };
  }
}
