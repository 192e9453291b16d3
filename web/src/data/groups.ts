/** Groups: who is in them, and those that this person is asked to join. Making and changing them is in "./groupActions". */
import type { Api } from "./api";
import type { Entities } from "./entities";
import type { Era } from "./era";
import { isGroup } from "./conversation";
import { areInvitations } from "./kept";
import { Problem } from "./problem";
import { Value, family, type Readable } from "./readable";
import type { Storage } from "./storage";
import type { Conversation, Entry, ID, Invitation, Profile } from "./types";

/** As many members as one page of them holds. */
const PAGE = 200;
const INVITATIONS = "invitations";

export interface GroupsPort {
  api: Api;
  era: Era;
  storage: Storage;
  entities: Entities;
  me(): ID;
  /** A conversation as the server has it now. */
  told(conversation: Conversation): void;
  /** Reads a conversation that is not known. */
  fetch(id: ID): Promise<void>;
  /** Forgets a conversation: its messages, drafts and what waits to be sent in it. */
  forget(id: ID): void;
}

export class Groups {
  readonly #changes = family((_id: ID) => new Value(0));
  readonly #invitations = new Value<readonly Invitation[] | undefined>(undefined);
  /** Who was asked for, found or not. */
  readonly #asked = new Set<ID>();
  readonly #knowing = new Map<ID, Promise<void>>();

  constructor(private readonly port: GroupsPort) {}

  /** Counts what happened to who is in a group. */
  readonly changes = (id: ID): Readable<number> => this.#changes(id);

  /** What the server says of a group that was made or changed here. */
  told(conversation: Conversation): void {
    this.port.told(conversation);
  }

  /** Reads a group that one has just joined. */
  joined(id: ID): Promise<void> {
    return this.port.fetch(id);
  }

  // Who is in them -----------------------------------------------------------------------------------

  /** Something happened in the log of a group that is no message. */
  noticed({ conversationId, kind }: Entry): void {
    if (kind === "member") this.#changes(conversationId).update((n) => n + 1);
  }

  /** Has the people known by name who have to do with entries of a group. What fails is asked for again with the next entries. */
  know(id: ID, entries: readonly Pick<Entry, "sender" | "content">[]): Promise<void> {
    const before = this.#knowing.get(id) ?? Promise.resolve();
    const next = before.then(() => this.#know(id, entries)).catch(() => undefined);
    this.#knowing.set(id, next);
    return next;
  }

  async #know(id: ID, entries: readonly Pick<Entry, "sender" | "content">[]): Promise<void> {
    const { api, entities, era } = this.port;
    const missing = new Set(
      entries.flatMap(({ sender, content: { action, accounts = [], owner, by, mentions = [] } }) => [sender, ...accounts, ...(owner ? [owner] : []), ...(action === "join" && by ? [by] : []), ...mentions]),
    );
    for (const one of missing) if (entities.profiles.get(one) || this.#asked.has(one) || one === this.port.me()) missing.delete(one);
    if (missing.size === 0) return;
    if (!entities.conversations.get(id)) await this.port.fetch(id);
    const conversation = entities.conversations.get(id);
    if (!conversation || !isGroup(conversation)) return;
    for (let cursor: string | undefined, more = true; more && missing.size > 0; more = cursor !== undefined) {
      const asked = entities.asking();
      const page = await era.guard(api.listMembers(id, { cursor, limit: PAGE }));
      cursor = page.next;
      for (const { account } of page.items) if (missing.delete(account.id)) entities.meet(account, asked);
    }
    // Who has left is asked for alone.
    for (const one of missing) await this.#meet(one);
  }

  async #meet(id: ID): Promise<void> {
    const { api, entities, era } = this.port;
    this.#asked.add(id);
    const asked = entities.asking();
    try {
      entities.meet((await era.guard(api.getProfile(id))) as Profile, asked);
    } catch (cause) {
      if (cause instanceof Problem && cause.transient) this.#asked.delete(id);
    }
  }

  /** This person is no member any more. */
  forget(id: ID): void {
    this.port.forget(id);
    this.#changes(id).update((n) => n + 1);
  }

  // Invitations --------------------------------------------------------------------------------------

  get invitations(): Readable<readonly Invitation[] | undefined> {
    return this.#invitations;
  }

  load(kept: unknown): void {
    if (areInvitations(kept)) this.#invitations.set(kept);
  }

  clear(): void {
    this.#invitations.set(undefined);
    this.#asked.clear();
  }

  /** Reads them again; once more where one came or went meanwhile, which the answer may not know. Throws Problem. */
  async invited(): Promise<void> {
    const before = this.#invitations.get();
    const { api, era } = this.port;
    const { items } = await era.guard(api.listInvitations());
    if (before !== this.#invitations.get()) return this.invited();
    this.#keep(items);
  }

  invite(invitation: Invitation): void {
    const rest = (this.#invitations.get() ?? []).filter((one) => one.conversationId !== invitation.conversationId);
    this.#keep([invitation, ...rest]);
  }

  /** They were answered, or withdrawn. */
  uninvite(ids: readonly ID[]): void {
    const before = this.#invitations.get() ?? [];
    const rest = before.filter((one) => !ids.includes(one.conversationId));
    if (rest.length < before.length) this.#keep(rest);
  }

  #keep(invitations: readonly Invitation[]): void {
    this.#invitations.set(invitations);
    void this.port.storage.setMeta(INVITATIONS, invitations);
  }
}
