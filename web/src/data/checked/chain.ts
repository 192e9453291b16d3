import { hashOf, type Header } from "./hash";

interface Link {
  /** Of the log up to here, by this entry. */
  hash: string;
  /** Of the log before it, as it came with it. */
  prior: string | undefined;
  at: string;
}

/**
 * What this device has of a log, as hashes. Taking entries in is a join, as folding them is: any order and any repetition of the same entries
 * makes the same chain. Nothing of what they say stays in it.
 */
export class Chain {
  readonly #links = new Map<number, Link>();
  /** An entry did not fit what was there. */
  broken = false;

  /** Takes in an entry; false when it does not fit those beside it, or the same place was another entry. */
  add(entry: Header): boolean {
    const { seq, prior, createdAt: at } = entry;
    const hash = hashOf(entry);
    const known = this.#links.get(seq);
    // Of an entry that was kept before there were hashes, only what it is can be compared.
    const same = !known || known.hash === hash || known.prior !== prior;
    if (!known || (known.prior === undefined && prior !== undefined)) this.#links.set(seq, { hash, prior, at });
    const fits = same && this.#follows(seq - 1, seq) && this.#follows(seq, seq + 1) && (known?.prior === undefined || prior === undefined || known.prior === prior);
    if (!fits) this.broken = true;
    return fits;
  }

  #follows(before: number, after: number): boolean {
    const hash = this.#links.get(before)?.hash;
    const prior = this.#links.get(after)?.prior;
    return hash === undefined || prior === undefined || hash === prior;
  }

  /** The hash of the log up to there, where all that is here fits. */
  hashAt(seq: number): string | undefined {
    return this.broken ? undefined : this.#links.get(seq)?.hash;
  }

  /** Whether it can be what the server says of the end of the log. */
  fits(head: { seq: number; hash?: string }): boolean {
    const mine = this.#links.get(head.seq)?.hash;
    return !this.broken && (mine === undefined || head.hash === undefined || mine === head.hash);
  }

  get last(): number {
    return Math.max(0, ...this.#links.keys());
  }

  /** The first that is not here after `from`, up to `to`. */
  missing(from: number, to: number): number | undefined {
    for (let seq = from; seq <= to; seq++) if (!this.#links.has(seq)) return seq;
    return undefined;
  }

  /** The first that is here, from a place on, and when it was written. */
  first(from: number): { seq: number; at: string } | undefined {
    let first: number | undefined;
    for (const seq of this.#links.keys()) if (seq >= from && (first === undefined || seq < first)) first = seq;
    return first === undefined ? undefined : { seq: first, at: this.#links.get(first)?.at ?? "" };
  }
}
