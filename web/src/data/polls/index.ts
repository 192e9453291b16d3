/** What came of a poll, and what this person chose in anonymous ones, which the log does not say. Loaded with the first poll. */
import { Value, family, type Readable } from "../readable";
import type { AskedPoll, Store } from "../store";
import type { ID } from "../types";

export interface Tallied {
  text: string;
  count: number;
  /** Of those who voted: from 0 to 1. */
  share: number;
  mine: boolean;
  /** Who chose it, whoever did so first before the others; nobody in an anonymous poll. */
  by: readonly ID[];
}

export interface Tally {
  options: readonly Tallied[];
  /** How many people have chosen something. */
  voters: number;
  /** What this person chose, with what waits. */
  chosen: readonly number[];
}

/** Counts the votes. `own` is what this person chose in an anonymous poll, as far as the server has it. */
export function tally(poll: AskedPoll, me: ID, own: readonly number[] = []): Tally {
  return poll.anonymous ? veiled(poll, own) : named(poll, me);
}

function named({ options, votes = {}, waiting }: AskedPoll, me: ID): Tally {
  const last = new Map(Object.entries(votes).map(([person, { seq, value }]) => [person, { seq, chosen: value.options ?? [] }]));
  if (waiting) last.set(me, { seq: last.get(me)?.seq ?? Infinity, chosen: [...waiting] });
  const cast = [...last].filter(([, { chosen }]) => chosen.length > 0).sort(([, a], [, b]) => a.seq - b.seq);
  const chosen = last.get(me)?.chosen ?? [];
  const tallied = options.map((text, i) => {
    const by = cast.flatMap(([person, one]) => (one.chosen.includes(i) ? [person] : []));
    return { text, by, count: by.length, share: by.length / Math.max(1, cast.length), mine: chosen.includes(i) };
  });
  return { options: tallied, voters: cast.length, chosen };
}

function veiled({ options, votes = {}, waiting }: AskedPoll, own: readonly number[]): Tally {
  const { counts = [], voters = 0 } = Object.values(votes).reduce((a, b) => (b.seq > a.seq ? b : a), { seq: 0, value: {} }).value;
  const chosen = waiting ?? own;
  const all = Math.max(0, voters + Number(chosen.length > 0) - Number(own.length > 0));
  const tallied = options.map((text, i) => {
    const mine = chosen.includes(i);
    const count = Math.max(0, (counts[i] ?? 0) + Number(mine) - Number(own.includes(i)));
    return { text, by: [], count, share: Math.min(1, count / Math.max(1, all)), mine };
  });
  return { options: tallied, voters: all, chosen };
}

/** Whether nobody votes in it any more. */
export function isClosed({ closed, closesAt }: AskedPoll, now: number): boolean {
  return closed === true || (closesAt !== undefined && Date.parse(closesAt) <= now);
}

/** What this person chose in anonymous polls, of one store. */
class Ballots {
  /** By account, conversation and message: another person may sign in. */
  readonly #own = family((_key: string) => new Value<readonly number[] | undefined>(undefined));

  constructor(private readonly store: Pick<Store, "api" | "session">) {}

  /** Undefined until the server has told. */
  of(id: ID, seq: number): Readable<readonly number[] | undefined> {
    return this.#of(id, seq);
  }

  #of(id: ID, seq: number) {
    return this.#own(`${this.store.session.get().me?.id ?? ""}/${id}/${seq}`);
  }

  /** Asks the server, which alone knows: another device may have voted. Meanwhile `likely` is taken for it. */
  async ask(id: ID, seq: number, likely?: readonly number[]): Promise<void> {
    const own = this.#of(id, seq);
    if (likely) own.set(likely);
    try {
      own.set((await this.store.api.ask((http) => http.GET("/v1/conversations/{id}/entries/{seq}/vote", { params: { path: { id, seq } } }))).options);
    } catch {
      // What was known stays; it is asked for again when the poll is shown again.
    }
  }
}

const ballots = new WeakMap<object, Ballots>();

export function ballotsIn(store: Store): Ballots {
  const known = ballots.get(store) ?? new Ballots(store);
  ballots.set(store, known);
  return known;
}
