import type { ID, Profile } from "@data";
import { signal } from "@ui/signal";

/** What someone wants to report. */
export type Asking =
  /** Messages of a conversation, which can be added to; without any it is the person. */
  | { kind: "message"; person: Profile; conversation: ID; seqs: number[] }
  | { kind: "profile"; person: Profile }
  /** A group that one is in; once it is reported, one can leave it. */
  | { kind: "group"; conversation: ID; title: string; owner?: Profile; onLeave: () => void }
  /** Message requests. `onDone` runs once they are reported. */
  | { kind: "request"; asked: { id: ID; person: Profile }[]; onDone: () => void };

export const asking = signal<Asking | undefined>(undefined);

/** Opens the dialog that reports something to the moderators. */
export function report(what: Asking): void {
  asking.set(what);
}
