/** Brings the local copy up to what the server has: the first pages once, then only what changed. */
import type { Api } from "./api";
import type { Entities } from "./entities";
import { hasContent } from "./conversation";
import { unreadIn } from "./inbox";
import type { Lists, ListsState } from "./lists";
import { asProblem } from "./problem";
import { batch } from "./readable";
import type { Storage } from "./storage";
import type { Conversation, Folder, ID, Profile } from "./types";

const PAGE = 50;
/** When starting over, this many pages are listed again at once; the rest as one scrolls. */
const RELISTED_PAGES = 10;
/** Names and the addresses of pictures reach a quiet conversation only when it is listed; addresses last a day at least. */
const FRESH = 20 * 3600 * 1000;

export interface SyncPort {
  api: Api;
  storage: Storage;
  entities: Entities;
  lists: Lists;
  /** What stands between this person and another changed. */
  related(person: Profile, asked: number): void;
  /** How many groups this person is known to be asked to join. */
  invitations(): number;
  /** Reads them again. */
  invited(): Promise<void>;
  /** Groups that are none of this person's any more. */
  gone(ids: ID[]): void;
  /** Conversations that may have new entries, the most important first. */
  changed(ids: ID[]): void;
}

export class Sync {
  #cursor: string | undefined;
  #listedAt = 0;
  #running: Promise<void> | undefined;
  #again = false;
  #generation = 0;
  readonly #listing = new Map<Folder, Promise<void>>();

  constructor(private readonly port: SyncPort) {}

  load(cursor: unknown, listedAt: unknown): void {
    this.#cursor = typeof cursor === "string" ? cursor : undefined;
    this.#listedAt = typeof listedAt === "number" ? listedAt : 0;
  }

  get started(): boolean {
    return this.#cursor !== undefined;
  }

  /** Syncs now; a call while one runs makes it run once more. Throws Problem. */
  run(): Promise<void> {
    if (this.#running) this.#again = true;
    this.#running ??= this.#loop().finally(() => (this.#running = undefined));
    return this.#running;
  }

  /** Forgets everything; what is under way is dropped. */
  reset(): void {
    this.#generation++;
    this.#cursor = undefined;
    this.#listing.clear();
    this.port.lists.reset();
  }

  /** The next page of a folder. Throws Problem. */
  more(folder: Folder): Promise<void> {
    const { status, next } = this.port.lists.state.get()[folder];
    if (status === "ready" && next === undefined) return Promise.resolve();
    if (folder === "inbox" && status !== "ready") return this.run();
    const under = this.#listing.get(folder);
    if (under) return under;
    const listing = this.#page(folder, next)
      .then(() => undefined)
      .finally(() => this.#listing.delete(folder));
    this.#listing.set(folder, listing);
    return listing;
  }

  async #loop(): Promise<void> {
    do {
      this.#again = false;
      await this.#once();
    } while (this.#again);
  }

  async #once(): Promise<void> {
    const anew = this.#cursor === undefined || Date.now() - this.#listedAt > FRESH;
    if (anew) await this.#first();
    try {
      await this.#changes();
    } catch (cause) {
      if (asProblem(cause).status !== 410) throw cause;
      this.#cursor = undefined;
      this.#again = true;
    }
    if (anew || this.port.lists.state.get().requests.status !== "ready") void this.#requests().catch(() => undefined);
  }

  /**
   * Has the first requests here before one looks, so that their folder opens without a network. What a filter set apart comes when one looks at
   * that: it may be what somebody never wants on their device.
   */
  async #requests(): Promise<void> {
    const { entities, lists } = this.port;
    const { more } = lists.state.get();
    if (more.requests > 0 || entities.conversations.all().some((one) => one.folder === "requests")) this.port.changed((await this.#relist("requests")).map((one) => one.id));
    else lists.listed("requests", undefined, more);
  }

  /** The cursor comes before the pages, so that nothing that happens between is lost. */
  async #first(): Promise<void> {
    const { api, lists } = this.port;
    const generation = this.#generation;
    try {
      const { cursor } = await api.sync();
      const listed = await this.#relist("inbox");
      if (generation !== this.#generation) return;
      this.#keep(cursor);
      this.#listedAt = Date.now();
      void this.port.storage.setMeta("listedAt", this.#listedAt);
      this.port.changed(listed.map((one) => one.id));
      if (lists.state.get().more.requests > 0) void this.#invited().catch(() => undefined);
    } catch (cause) {
      lists.failed("inbox", asProblem(cause));
      throw cause;
    }
  }

  /** Lists a folder again, as far as it was known. What it does not hold any more goes from the local copy. */
  async #relist(folder: Folder): Promise<Conversation[]> {
    const { entities, lists } = this.port;
    const generation = this.#generation;
    // What has nothing to show is not listed, and stays: someone may be about to write in it.
    const before = entities.conversations.all().filter((one) => one.folder === folder && hasContent(one));
    const listed: Conversation[] = await this.#page(folder, undefined);
    for (let page = 1; listed.length < before.length && page < RELISTED_PAGES; page++) {
      const { next } = lists.state.get()[folder];
      if (next === undefined) break;
      listed.push(...(await this.#page(folder, next)));
    }
    if (generation !== this.#generation) return [];
    if (lists.state.get()[folder].next === undefined) {
      const seen = new Set(listed.map((one) => one.id));
      for (const { id } of before) if (!seen.has(id)) entities.conversations.remove(id);
    }
    return listed;
  }

  async #changes(): Promise<void> {
    const generation = this.#generation;
    const gone = new Set<ID>();
    for (let hasMore = true; hasMore; ) {
      const asked = this.port.entities.asking();
      const page = await this.port.api.sync(this.#cursor);
      if (generation !== this.#generation) return;
      const conversations = page.conversations ?? [];
      const { entities } = this.port;
      const known = new Set(entities.conversations.all().map((one) => one.id));
      const overtaken = [...conversations, ...(page.people ?? [])].some(({ id }) => entities.overtaken(id, asked));
      batch(() => {
        conversations.forEach((one) => entities.take(one, asked));
        page.people?.forEach((one) => this.port.related(one, asked));
      });
      // No later page tells again of what this one did.
      if (overtaken) continue;
      page.gone?.forEach((id) => gone.add(id));
      // Who was let in again has it among what changed, on this page or a later one.
      conversations.forEach(({ id }) => gone.delete(id));
      if (page.invitationsChanged) await this.#invited();
      // What was not known here may be in the server's counts already: it is not to be counted twice.
      else if (conversations.some((one) => !known.has(one.id))) await this.#count();
      if (generation !== this.#generation) return;
      hasMore = page.hasMore === true && conversations.length > 0;
      if (!hasMore) this.port.gone([...gone]);
      this.#keep(page.cursor);
      this.port.changed(conversations.map((one) => one.id));
    }
  }

  async #invited(): Promise<void> {
    await this.port.invited();
    await this.#count();
  }

  /** Asks how many there are beyond what is known here; once more where that changes meanwhile, which the answer may count or not. */
  async #count(): Promise<void> {
    const { api, lists } = this.port;
    const generation = this.#generation;
    const before = this.#known();
    const { counts } = await api.listConversations({ folder: "inbox", limit: 1 });
    if (generation !== this.#generation) return;
    if (changed(before, this.#known())) return this.#count();
    lists.counted(beyond(counts, before));
  }

  #known(): Counts {
    const all = this.port.entities.conversations.all();
    const inside = (folder: Folder) => all.filter((one) => one.folder === folder).length;
    return { unread: unreadIn(all, Date.now()), archived: inside("archived"), requests: inside("requests") + this.port.invitations(), hidden: inside("hidden") };
  }

  async #page(folder: Folder, cursor: string | undefined): Promise<Conversation[]> {
    const { api, entities, lists } = this.port;
    const generation = this.#generation;
    const asked = entities.asking();
    const before = this.#known();
    try {
      const { items, next, counts } = await api.listConversations({ folder, cursor, limit: PAGE });
      if (generation !== this.#generation) return [];
      const again = changed(before, this.#known());
      batch(() => {
        (items ?? []).forEach((one) => entities.take(one, asked));
        lists.listed(folder, next, beyond(counts, this.#known()));
      });
      if (again) void this.#count().catch(() => undefined);
      return items ?? [];
    } catch (cause) {
      lists.failed(folder, asProblem(cause));
      throw cause;
    }
  }

  #keep(cursor: string): void {
    if (cursor === this.#cursor) return;
    this.#cursor = cursor;
    // After what it is the cursor of, which is kept at the end of this turn, unless it is forgotten by then.
    queueMicrotask(() => cursor === this.#cursor && void this.port.storage.setMeta("cursor", cursor));
  }
}

type Counts = ListsState["more"];

/** What the server counts beyond what is known here. */
function beyond(counts: Record<Folder, number>, known: Counts): Counts {
  return { unread: counts.inbox - known.unread, archived: counts.archived - known.archived, requests: counts.requests - known.requests, hidden: counts.hidden - known.hidden };
}

function changed(before: Counts, now: Counts): boolean {
  return Object.entries(now).some(([name, count]) => before[name as keyof Counts] !== count);
}
