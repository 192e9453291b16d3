/**
 * The client's side of the oblivious function by which contacts are looked for (RFC 9497, ristretto255-SHA512, mode OPRF), with a blinding that is added instead of
 * multiplied: docs/contacts.md. The server does the same for both, and both hide what is asked for entirely. Multiples of two points that stay the same, the
 * base's and the public key's, come from tables: a third of the time.
 */
import { mapHashToField } from "@noble/curves/abstract/modular.js";
import { ristretto255, ristretto255_hasher } from "@noble/curves/ed25519.js";
import { hmac } from "@noble/hashes/hmac.js";
import { sha256, sha512 } from "@noble/hashes/sha2.js";
import { concatBytes, randomBytes } from "@noble/hashes/utils.js";

const { Point } = ristretto255;
type Point = InstanceType<typeof Point>;
/** Bits of a scalar for each step; more make a table that takes longer to make than it saves for an address book. */
const WINDOW = 6;
const utf8 = new TextEncoder();
const toGroup = { DST: utf8.encode("HashToGroup-OPRFV1-\0-ristretto255-SHA512") };

/** What was blinded, until it is evaluated. */
export interface Blinded {
  /** What the server gets, 32 bytes each. */
  elements: Uint8Array[];
  kept: Array<{ input: Uint8Array; addend: bigint }>;
}

/** Adds a random multiple of the base to each identifier's point: what comes of it is any point, each as likely. */
export function blind(identifiers: string[]): Blinded {
  const elements: Uint8Array[] = [];
  const kept = identifiers.map((identifier) => {
    const input = utf8.encode(identifier);
    const addend = randomScalar();
    elements.push(ristretto255_hasher.hashToCurve(input, toGroup).add(Point.BASE.multiply(addend)).toBytes());
    return { input, addend };
  });
  return { elements, kept };
}

/** The outputs of the function, 64 bytes each, in the order of what was blinded; publicKey is of the key that evaluated. */
export function unblind(kept: Blinded["kept"], evaluated: Uint8Array[], publicKey: Uint8Array): Uint8Array[] {
  if (evaluated.length !== kept.length) throw new Error(`${kept.length} were blinded and ${evaluated.length} evaluated`);
  const taken = takenOf(publicKey);
  return kept.map(({ input, addend }, i) => {
    const element = wirePoint(evaluated[i] ?? new Uint8Array()).add(taken.multiply(addend)).toBytes();
    return sha512(concatBytes(sized(input), sized(element), utf8.encode("Finalize")));
  });
}

/** The table of the last key; there is one but where a server is another by now. */
let table: { of: string; point: Point } | undefined;

/** What is added for each multiple of the base that was: a public key, negated. */
function takenOf(publicKey: Uint8Array): Point {
  const of = publicKey.join();
  if (table?.of !== of) table = { of, point: wirePoint(publicKey).negate().precompute(WINDOW, false) };
  return table.point;
}

function wirePoint(bytes: Uint8Array): Point {
  const point = Point.fromBytes(bytes);
  if (point.is0()) throw new Error("the group's identity was sent");
  return point;
}

/** Any scalar but zero, each as likely but for one part in 2^128. */
function randomScalar(): bigint {
  let scalar = 0n;
  for (const byte of mapHashToField(randomBytes(48), Point.Fn.ORDER)) scalar = (scalar << 8n) | BigInt(byte);
  return scalar;
}

/** Bytes after how many they are, as two. */
const sized = (bytes: Uint8Array) => concatBytes(Uint8Array.of(bytes.length >> 8, bytes.length & 255), bytes);

/** What follows from the output for an identifier: how it is recognised, 16 bytes, and what opens its entry, 32 bytes. */
export interface Secret {
  tag: Uint8Array;
  key: Uint8Array;
}

export function secretOf(output: Uint8Array): Secret {
  return { tag: derived(output, "causerie contact tag").slice(0, 16), key: derived(output, "causerie contact key") };
}

const derived = (output: Uint8Array, of: string) => hmac(sha256, output, utf8.encode(of));
