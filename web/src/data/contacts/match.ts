/** Looks for identifiers among the people who are here, without telling the server which they are. */
import type { Secret } from "./blind";
import { toId } from "./bytes";
import { unseal } from "./seal";

/** What the server made of what was blinded, and the public key of the key that it did it with. */
export interface Evaluated {
  evaluated: Uint8Array[];
  publicKey: Uint8Array;
}

/** What is asked of the server. Either may refuse because one has asked for enough; see Limited. */
export interface Server {
  evaluate(blinded: Uint8Array[]): Promise<Evaluated & { bits: number }>;
  /** The entries of each bucket, one after the other. */
  buckets(bits: number, numbers: number[]): Promise<Uint8Array[]>;
}

/** Blinds pages of identifiers; what it kept of a page unblinds it. */
export interface Blinder {
  /** How many pages may be under way at once. */
  lanes: number;
  blind(identifiers: string[]): Promise<{ elements: Uint8Array[]; unblind(answer: Evaluated): Promise<Secret[]> }>;
}

/** The server evaluates no more for now: what it evaluated counts. */
export class Limited extends Error {
  constructor(readonly retryAt?: string) {
    super("no more for now");
  }
}

/** Someone who is here: proof that one has their identifier, and their account. Both are ids, as the API writes them. */
export interface Match {
  tag: string;
  account: string;
  identifier: string;
}

export interface Found {
  matches: Match[];
  /** Why some were not looked for. */
  limited?: Limited;
}

/** How far it is, from 0 to 1. */
export type OnProgress = (part: number) => void;

const LEAST = 25;
const MOST = 500;
/** Requests for one look, about: each is small enough that progress is seen to move. */
const PAGES = 16;
const BUCKETS = 32;
const BUCKET_LANES = 3;
const TAG = 16;
const ENTRY = 60;
/** How much of the time evaluating takes, about. */
const EVALUATING = 0.9;

/** Looks for people; what it has looked for once it does not ask for again. */
export class Finder {
  readonly #known = new Map<string, Secret>();
  #bits = 0;

  constructor(
    private readonly server: Server,
    private readonly blinder: Blinder,
  ) {}

  async find(identifiers: string[], onProgress: OnProgress = () => undefined): Promise<Found> {
    const limited = await this.#evaluate(shuffled(identifiers.filter((one) => !this.#known.has(one))), (part) => onProgress(part * EVALUATING));
    const matches = await this.#open(identifiers, (part) => onProgress(EVALUATING + part * (1 - EVALUATING)));
    return { matches, limited };
  }

  /** The tags of those that were looked for. */
  tags(identifiers: string[]): Uint8Array[] {
    return identifiers.flatMap((one) => this.#known.get(one)?.tag ?? []);
  }

  async #evaluate(wanted: string[], onProgress: OnProgress): Promise<Limited | undefined> {
    const size = Math.min(MOST, Math.max(LEAST, Math.ceil(wanted.length / PAGES)));
    const pages = Array.from({ length: Math.ceil(wanted.length / size) }, (_, i) => wanted.slice(i * size, (i + 1) * size));
    let done = 0;
    let limited: Limited | undefined;
    await lanes(this.blinder.lanes, pages, async (page) => {
      if (limited) return;
      const blinded = await this.blinder.blind(page);
      try {
        const answer = await this.server.evaluate(blinded.elements);
        const secrets = await blinded.unblind(answer);
        page.forEach((identifier, i) => secrets[i] && this.#known.set(identifier, secrets[i]));
        this.#bits = answer.bits;
        done += page.length;
        onProgress(done / wanted.length);
      } catch (cause) {
        if (!(cause instanceof Limited)) throw cause;
        limited = cause;
      }
    });
    return limited;
  }

  async #open(identifiers: string[], onProgress: OnProgress): Promise<Match[]> {
    const bits = this.#bits;
    const byTag = new Map<string, { identifier: string; secret: Secret; order: number }>();
    const numbers = new Set<number>();
    identifiers.forEach((identifier, order) => {
      const secret = this.#known.get(identifier);
      if (!secret) return;
      byTag.set(toId(secret.tag), { identifier, secret, order });
      numbers.add(bucketOf(secret.tag, bits));
    });
    const wanted = [...numbers].sort((a, b) => a - b);
    const parts = Array.from({ length: Math.ceil(wanted.length / BUCKETS) }, (_, i) => wanted.slice(i * BUCKETS, (i + 1) * BUCKETS));
    const found: Array<Match & { order: number }> = [];
    let done = 0;
    await lanes(BUCKET_LANES, parts, async (part) => {
      for (const entries of await this.server.buckets(bits, part)) {
        for (let at = 0; at + ENTRY <= entries.length; at += ENTRY) {
          const tag = toId(entries.subarray(at, at + TAG));
          const one = byTag.get(tag);
          if (one) found.push({ tag, account: toId(await unseal(entries.subarray(at + TAG, at + ENTRY), one.secret)), identifier: one.identifier, order: one.order });
        }
      }
      done += 1;
      onProgress(done / parts.length);
    });
    return found.sort((a, b) => a.order - b.order).map(({ tag, account, identifier }) => ({ tag, account, identifier }));
  }
}

/** Does each of the work, as much of it at once as there are lanes. */
async function lanes<T>(count: number, all: T[], work: (one: T) => Promise<void>): Promise<void> {
  const left = all.values();
  const lane = async () => {
    for (const one of left) await work(one);
  };
  await Promise.all(Array.from({ length: Math.min(count, all.length) }, lane));
}

/** The first bits of a tag as a number; there are at most 24. */
export function bucketOf(tag: Uint8Array, bits: number): number {
  const first = ((tag[0] ?? 0) << 16) | ((tag[1] ?? 0) << 8) | (tag[2] ?? 0);
  return first >>> (24 - bits);
}

/** All in an order that tells nothing of that of the address book. */
function shuffled<T>(all: T[]): T[] {
  const keys = new Uint32Array(all.length);
  for (let at = 0; at < keys.length; at += 16_384) crypto.getRandomValues(keys.subarray(at, at + 16_384));
  return all.map((one, i) => ({ one, key: keys[i] ?? 0 })).sort((a, b) => a.key - b.key).map(({ one }) => one);
}
