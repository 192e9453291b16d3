/** Finding people, and what stands between them and this person. */
import type { Api } from "./api";
import type { Waiting } from "./contacts/waiting";
import type { Entities } from "./entities";
import type { Era } from "./era";
import type { Outbox, Outcome } from "./outbox";
import { areSuggestions } from "./kept";
import { asProblem } from "./problem";
import { Value, type Readable } from "./readable";
import { related, type RelationChange } from "./relation";
import type { Storage } from "./storage";
import type { ID, Page, Profile, Suggestion } from "./types";

export interface PeoplePort {
  api: Api;
  era: Era;
  storage: Storage;
  entities: Entities;
  outbox: Outbox;
  waiting: Pick<Waiting, "ask">;
}

export class People {
  readonly #changes = new Value(0);

  constructor(private readonly port: PeoplePort) {}

  /** Counts the changes that the server told of. */
  get changes(): Readable<number> {
    return this.#changes;
  }

  async search(q: string, signal?: AbortSignal): Promise<Profile[]> {
    if (q.trim() === "") return [];
    const { api, entities, era } = this.port;
    const asked = entities.asking();
    const items = (await era.guard(api.searchAccounts(q.trim(), signal))).items ?? [];
    for (const profile of items) entities.meet(profile, asked);
    return items;
  }

  /** By id or @handle; what is known stands in when no answer comes. */
  async profile(idOrHandle: string): Promise<Profile> {
    const { api, entities, era } = this.port;
    const asked = entities.asking();
    try {
      const profile = await era.guard(api.getProfile(idOrHandle));
      entities.meet(profile, asked);
      return profile;
    } catch (cause) {
      const problem = asProblem(cause);
      const known = entities.profiles.all().find((one) => one.id === idOrHandle || `@${one.handle}` === idOrHandle);
      if (problem.transient && problem.status !== 401 && known) return known;
      throw problem;
    }
  }

  async suggestions(cursor?: string): Promise<Page<Suggestion>> {
    if (cursor === undefined) await this.joined();
    return (await import("./suggestions")).suggestions(this.port, areSuggestions, cursor);
  }

  /** Has those whom this device waits for suggested, as far as they came; without an answer they will be later. */
  joined(): Promise<void> {
    return this.port.waiting.ask().catch(() => undefined);
  }

  /** Kept and shown at once, and on its way. */
  async relate(person: Profile, change: RelationChange): Promise<void> {
    const { entities, outbox } = this.port;
    if (!entities.profiles.get(person.id)) entities.meet(person);
    await outbox.add(person.id, { kind: "relation", change });
  }

  /** The server took a change. */
  settled(id: ID, change: RelationChange, { relation, asked }: Pick<Outcome, "relation" | "asked"> = {}): void {
    const { entities } = this.port;
    const known = entities.profiles.get(id);
    if (known) entities.meet({ ...related(known, change), ...(relation && { relation }) }, asked);
    this.#changes.update((n) => n + 1);
  }

  /** The server tells that something changed, from here or from elsewhere. */
  told(profile: Profile, asked?: number): void {
    this.port.entities.meet(profile, asked);
    this.#changes.update((n) => n + 1);
  }
}
