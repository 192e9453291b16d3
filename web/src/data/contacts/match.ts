/** Looks for identifiers among the people who are here, without telling the server which they are. */
import { blind, opener, unblind } from "./blind";

/** What is asked of the server. */
export interface Server {
  evaluate(blinded: Uint8Array[]): Promise<{ evaluated: Uint8Array[]; bits: number }>;
  /** The entries of each bucket, one after the other. */
  buckets(bits: number, numbers: number[]): Promise<Uint8Array[]>;
}

/** Someone who is here: proof that one has their identifier, and their account. Both are ids, as the API writes them. */
export interface Match {
  tag: string;
  account: string;
  /** Which of the identifiers that were looked for, by its place among them. */
  index: number;
}

/** How far it is: how many identifiers are done, of how many. */
export type OnProgress = (done: number, all: number) => void;

/** Small enough that progress is seen to move; the server takes 500 at once. */
const PAGE = 100;
const BUCKETS = 32;
const TAG = 16;
const ENTRY = 60;

export async function findMatches(identifiers: string[], server: Server, onProgress: OnProgress = () => undefined, signal?: AbortSignal): Promise<Match[]> {
  const order = shuffled(identifiers.length);
  const wanted: Array<{ index: number; output: Uint8Array }> = [];
  let bits = 0;
  // While the server evaluates a page, the next one is blinded.
  let next = blindPage(identifiers, order, 0);
  for (let from = 0; from < order.length; from += PAGE) {
    signal?.throwIfAborted();
    const page = await next;
    const answer = server.evaluate(page.elements);
    next = blindPage(identifiers, order, from + PAGE);
    const evaluated = await answer;
    bits = evaluated.bits;
    const outputs = await unblind(page.kept, evaluated.evaluated);
    outputs.forEach((output, i) => wanted.push({ index: order[from + i] ?? 0, output }));
    onProgress(wanted.length, identifiers.length);
  }
  return openAll(wanted, bits, server, signal);
}

function blindPage(identifiers: string[], order: number[], from: number) {
  return blind(order.slice(from, from + PAGE).map((index) => identifiers[index] ?? ""));
}

async function openAll(wanted: Array<{ index: number; output: Uint8Array }>, bits: number, server: Server, signal?: AbortSignal): Promise<Match[]> {
  const openers = await Promise.all(wanted.map(async ({ index, output }) => ({ index, ...(await opener(output)) })));
  const byTag = new Map(openers.map((one) => [toId(one.tag), one]));
  const numbers = [...new Set(openers.map(({ tag }) => bucketOf(tag, bits)))].sort((a, b) => a - b);
  const matches: Match[] = [];
  for (let from = 0; from < numbers.length; from += BUCKETS) {
    signal?.throwIfAborted();
    for (const entries of await server.buckets(bits, numbers.slice(from, from + BUCKETS))) {
      for (let at = 0; at + ENTRY <= entries.length; at += ENTRY) {
        const tag = toId(entries.subarray(at, at + TAG));
        const one = byTag.get(tag);
        if (one) matches.push({ tag, account: toId(await one.open(entries.subarray(at + TAG, at + ENTRY))), index: one.index });
      }
    }
  }
  return matches.sort((a, b) => a.index - b.index);
}

/** The first bits of a tag as a number; there are at most 24. */
export function bucketOf(tag: Uint8Array, bits: number): number {
  const first = ((tag[0] ?? 0) << 16) | ((tag[1] ?? 0) << 8) | (tag[2] ?? 0);
  return first >>> (24 - bits);
}

/** Sixteen bytes as the API writes them. */
export function toId(bytes: Uint8Array): string {
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}

/** 0 … n − 1 in an order that tells nothing of that of the address book. */
function shuffled(n: number): number[] {
  const order = Array.from({ length: n }, (_, i) => i);
  const random = crypto.getRandomValues(new Uint32Array(Math.max(1, Math.min(n, 16_384))));
  for (let i = n - 1; i > 0; i--) {
    const j = (random[i % random.length] ?? 0) % (i + 1);
    [order[i], order[j]] = [order[j] ?? 0, order[i] ?? 0];
  }
  return order;
}
