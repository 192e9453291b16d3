/** Waiting for those who are not here yet: this device keeps the tags of an address book, and asks who joined (docs/contacts.md). */
import type { Api } from "../api";
import type { Storage } from "../storage";
import { fromBase64, toId } from "./bytes";

const KEY = "contacts";
const TAG = 16;
/** How often it asks at most, in milliseconds. */
const EVERY = 60_000;

interface Kept {
  /** All tags that were looked for, one after the other. */
  tags: Uint8Array;
  /** Those of people who are here. */
  found: string[];
  /** When they were kept, as the server tells: whoever kept others since, on another device, no longer waits on this one. */
  syncedAt: string;
  cursor: string;
}

export type WaitingPort = { api: Api; storage: Storage };

export class Waiting {
  #askedAt = 0;
  #asking: Promise<void> | undefined;

  constructor(private readonly port: WaitingPort) {}

  /** Keeps who was found as suggestions, and waits for the others from `since` on. */
  async keep(tags: Uint8Array[], found: string[], since: string): Promise<void> {
    const { syncedAt } = await this.port.api.keepContacts(found);
    const all = new Uint8Array(tags.length * TAG);
    tags.forEach((tag, i) => all.set(tag, i * TAG));
    await this.#write({ tags: all, found, syncedAt, cursor: since });
  }

  async forget(): Promise<void> {
    await this.port.api.forgetContacts();
    await this.#write(undefined);
  }

  /** Has those who joined since suggested. Who asks while it is being asked waits for the same answer; where none comes, it may be asked again at once. */
  ask(): Promise<void> {
    this.#asking ??= this.#ask()
      .catch((cause: unknown) => {
        this.#askedAt = 0;
        throw cause;
      })
      .finally(() => (this.#asking = undefined));
    return this.#asking;
  }

  async #ask(): Promise<void> {
    const { api, storage } = this.port;
    if (Date.now() - this.#askedAt < EVERY) return;
    const kept = (await storage.read((tx) => tx.objectStore("meta").get(KEY), undefined)) as Kept | undefined;
    if (!kept) return;
    this.#askedAt = Date.now();
    if ((await api.getContacts()).syncedAt !== kept.syncedAt) return this.#write(undefined);
    const own = new Set<string>();
    for (let at = 0; at < kept.tags.length; at += TAG) own.add(toId(kept.tags.subarray(at, at + TAG)));
    for (let more = true; more; ) {
      const joined = await api.listJoinedContacts(kept.cursor);
      const tags = fromBase64(joined.tags);
      const hits = new Set<string>();
      for (let at = 0; at < tags.length; at += TAG) {
        const tag = toId(tags.subarray(at, at + TAG));
        if (own.has(tag)) hits.add(tag);
      }
      if (hits.size > 0) {
        kept.found = [...new Set([...kept.found, ...hits])];
        kept.syncedAt = (await api.keepContacts(kept.found)).syncedAt;
      }
      kept.cursor = joined.next;
      more = joined.more;
      await this.#write(kept);
    }
  }

  #write(kept: Kept | undefined): Promise<void> {
    return this.port.storage.setMeta(KEY, kept);
  }
}
