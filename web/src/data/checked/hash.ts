import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex } from "@noble/hashes/utils.js";
import type { Entry } from "../types";

/** What is hashed: what an entry is, and never what it says, so that the hash stays when something is unsent or has disappeared. */
export type Header = Pick<Entry, "conversationId" | "seq" | "kind" | "sender" | "clientId" | "targetSeq" | "createdAt" | "prior">;

/** How many bytes of it have a fixed place. */
const FIXED = 88;
const encoder = new TextEncoder();

/** The hash of the log that ends with an entry, as the server and every other client compute it: see sdk/vectors/log.json. */
export function hashOf(entry: Header): string {
  const kind = encoder.encode(entry.kind);
  const bytes = new Uint8Array(FIXED + kind.length);
  const view = new DataView(bytes.buffer);
  const number = (at: number, value: number) => view.setBigUint64(at, BigInt(value));
  hex(bytes, 0, entry.prior ?? "");
  hex(bytes, 16, entry.conversationId);
  number(32, entry.seq);
  number(40, Date.parse(entry.createdAt));
  number(48, entry.targetSeq ?? 0);
  hex(bytes, 56, entry.sender);
  hex(bytes, 72, entry.clientId);
  bytes.set(kind, FIXED);
  return bytesToHex(sha256(bytes).subarray(0, 16));
}

/** Writes the bytes of an id or a hash. */
function hex(bytes: Uint8Array, at: number, text: string): void {
  const digits = text.replaceAll("-", "");
  for (let i = 0; i < digits.length && i < 32; i += 2) bytes[at + i / 2] = Number.parseInt(digits.slice(i, i + 2), 16);
}
