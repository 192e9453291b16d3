/** The client's side of the oblivious function by which contacts are looked for (RFC 9497, ristretto255-SHA512, mode OPRF): docs/contacts.md. */
import { Evaluation, type FinalizeData, Oprf, OPRFClient } from "@cloudflare/voprf-ts";
import { CryptoNoble } from "@cloudflare/voprf-ts/crypto-noble";

const suite = Oprf.Suite.RISTRETTO255_SHA512;
const client = new OPRFClient(suite, CryptoNoble);
const group = Oprf.getGroup(suite, CryptoNoble);
const utf8 = new TextEncoder();

/** What was blinded, until it is evaluated. */
export interface Blinded {
  /** What the server gets, 32 bytes each. */
  elements: Uint8Array[];
  kept: FinalizeData;
}

export async function blind(identifiers: string[]): Promise<Blinded> {
  const [kept, request] = await client.blind(identifiers.map((one) => utf8.encode(one)));
  return { elements: request.blinded.map((element) => element.serialize(true)), kept };
}

/** The outputs of the function, 64 bytes each, in the order of what was blinded. */
export function unblind(kept: FinalizeData, evaluated: Uint8Array[]): Promise<Uint8Array[]> {
  const elements = evaluated.map((bytes) => group.desElt(bytes));
  return client.finalize(kept, new Evaluation(Oprf.Mode.OPRF, elements));
}

/** What an output opens. */
export interface Opener {
  /** 16 bytes. */
  tag: Uint8Array;
  /** Those of the entries that the output opens: the account's id. */
  open(seal: Uint8Array): Promise<Uint8Array>;
}

const SEAL_NONCE = 12;

export async function opener(output: Uint8Array): Promise<Opener> {
  const tag = (await derived(output, "causerie contact tag")).slice(0, 16);
  return {
    tag,
    async open(seal) {
      const raw = await derived(output, "causerie contact key");
      const key = await crypto.subtle.importKey("raw", raw, "AES-GCM", false, ["decrypt"]);
      const iv = plain(seal.subarray(0, SEAL_NONCE));
      const id = await crypto.subtle.decrypt({ name: "AES-GCM", iv, additionalData: plain(tag) }, key, plain(seal.subarray(SEAL_NONCE)));
      return new Uint8Array(id);
    },
  };
}

/** HMAC-SHA-256. */
async function derived(output: Uint8Array, of: string): Promise<Uint8Array<ArrayBuffer>> {
  const key = await crypto.subtle.importKey("raw", plain(output), { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  return new Uint8Array(await crypto.subtle.sign("HMAC", key, utf8.encode(of)));
}

/** Bytes in a buffer of their own, which the browser's functions ask for. */
const plain = (bytes: Uint8Array): Uint8Array<ArrayBuffer> => new Uint8Array(bytes);
