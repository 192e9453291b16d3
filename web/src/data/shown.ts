/** Conversations and people as shown: what the server told, with what waits in the outbox on top. */
import { whole, type StoredConversation } from "./conversation";
import type { Entities } from "./entities";
import type { Histories } from "./histories";
import type { Outbox } from "./outbox";
import { profileWithPending, withPending } from "./pending";
import { computed, family, type Readable } from "./readable";
import type { Conversation, ID, Profile } from "./types";

export class Shown {
  readonly stored: (id: ID) => Readable<StoredConversation | undefined>;
  readonly person: (id: ID) => Readable<Profile | undefined>;
  readonly whole: (id: ID) => Readable<Conversation | undefined>;

  constructor(entities: Entities, outbox: Outbox, histories: Histories, me: () => ID) {
    this.stored = family((id: ID) =>
      computed([entities.conversations.row(id), outbox.of(id)], (base, pending) => {
        if (!base) return undefined;
        const next = withPending(base, pending);
        // Read in part: how much is left is known when the messages are held.
        if (next.readSeq === base.readSeq || next.unread === 0) return next;
        return { ...next, unread: histories.of(id).unreadAfter(next.readSeq, me()) ?? next.unread };
      }),
    );
    this.person = family((id: ID) =>
      computed([entities.profiles.row(id), outbox.of(id)], (base, pending) => base && profileWithPending(base, pending)),
    );
    this.whole = family((id: ID) => {
      let last: { from: StoredConversation; made: Conversation } | undefined;
      return computed([this.stored(id), entities.profiles.version, outbox.items], (from) => {
        if (!from) return undefined;
        const same = last?.from === from && last.made.members.every((member) => (this.person(member.account.id).get() ?? member.account) === member.account);
        if (!last || !same) last = { from, made: whole(from, (one) => this.person(one).get()) };
        return last.made;
      });
    });
  }
}
