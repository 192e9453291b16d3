/** The client's side of the oblivious function by which contacts are looked for (RFC 9497, ristretto255-SHA512, mode OPRF): docs/contacts.md. */
import { ristretto255_oprf } from "@noble/curves/ed25519.js";
import { hmac } from "@noble/hashes/hmac.js";
import { sha256 } from "@noble/hashes/sha2.js";

const { oprf } = ristretto255_oprf;
const utf8 = new TextEncoder();

/** What was blinded, until it is evaluated. */
export interface Blinded {
  /** What the server gets, 32 bytes each. */
  elements: Uint8Array[];
  kept: Array<{ input: Uint8Array; factor: Uint8Array }>;
}

type Randomness = Parameters<typeof oprf.blind>[1];

/** Randomness is the browser's own, but in tests. */
export function blind(identifiers: string[], random?: Randomness): Blinded {
  const elements: Uint8Array[] = [];
  const kept = identifiers.map((identifier) => {
    const input = utf8.encode(identifier);
    const { blind: factor, blinded } = oprf.blind(input, random);
    elements.push(blinded);
    return { input, factor };
  });
  return { elements, kept };
}

/** The outputs of the function, 64 bytes each, in the order of what was blinded. */
export function unblind(kept: Blinded["kept"], evaluated: Uint8Array[]): Uint8Array[] {
  if (evaluated.length !== kept.length) throw new Error(`${kept.length} were blinded and ${evaluated.length} evaluated`);
  return kept.map(({ input, factor }, i) => oprf.finalize(input, factor, evaluated[i] ?? new Uint8Array()));
}

/** What follows from the output for an identifier: how it is recognised, 16 bytes, and what opens its entry, 32 bytes. */
export interface Secret {
  tag: Uint8Array;
  key: Uint8Array;
}

export function secretOf(output: Uint8Array): Secret {
  return { tag: derived(output, "causerie contact tag").slice(0, 16), key: derived(output, "causerie contact key") };
}

const derived = (output: Uint8Array, of: string) => hmac(sha256, output, utf8.encode(of));
