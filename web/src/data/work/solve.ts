/* Proof of work, without a worker around it. */
import { sha256 } from "@noble/hashes/sha2.js";
import { utf8ToBytes } from "@noble/hashes/utils.js";

/** What the server asks of who signs up. */
export interface Challenge {
  bits: number;
  challenge: string;
}

/** With how many zero bits a hash begins. */
export function zeros(hash: Uint8Array): number {
  let n = 0;
  for (const byte of hash) {
    n += Math.clz32(byte) - 24;
    if (byte !== 0) break;
  }
  return n;
}

/** The first number from `from` on, and before `to`, that solves a challenge. */
export function solve({ bits, challenge }: Challenge, from: number, to: number): number | undefined {
  for (let n = from; n < to; n += 1) {
    if (zeros(sha256(utf8ToBytes(`${challenge}:${n}`))) >= bits) return n;
  }
  return undefined;
}
