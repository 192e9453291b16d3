/** Finding people, and whom one does not want to hear from. */
import type { Api } from "./api";
import type { Entities } from "./entities";
import { asProblem } from "./problem";
import type { ID, Profile } from "./types";

export class People {
  constructor(
    private readonly api: Api,
    private readonly entities: Entities,
  ) {}

  async search(q: string, signal?: AbortSignal): Promise<Profile[]> {
    if (q.trim() === "") return [];
    const items = (await this.api.searchAccounts(q.trim(), signal)).items ?? [];
    for (const profile of items) this.entities.profiles.put(profile);
    return items;
  }

  /** By id or @handle; what is known stands in when no answer comes. */
  async profile(idOrHandle: string): Promise<Profile> {
    try {
      const profile = await this.api.getProfile(idOrHandle);
      this.entities.profiles.put(profile);
      return profile;
    } catch (cause) {
      const problem = asProblem(cause);
      const known = this.entities.profiles.all().find((one) => one.id === idOrHandle || `@${one.handle}` === idOrHandle);
      if (problem.transient && problem.status !== 401 && known) return known;
      throw problem;
    }
  }

  async block(id: ID): Promise<void> {
    await this.api.block(id);
    const profile = this.entities.profiles.get(id);
    if (profile) this.entities.profiles.put({ ...profile, blocked: true });
  }

  async unblock(id: ID): Promise<void> {
    await this.api.unblock(id);
    const { blocked: _, ...profile } = this.entities.profiles.get(id) ?? (await this.api.getProfile(id));
    this.entities.profiles.put(profile);
  }
}
