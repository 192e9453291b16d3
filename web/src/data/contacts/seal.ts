/** Entries of the buckets: a tag, and an account's id sealed for who has the key that goes with it. */
const SEAL_NONCE = 12;

/** The id of the account in a seal; rejects when the key is another's. */
export async function unseal(seal: Uint8Array, { tag, key }: { tag: Uint8Array; key: Uint8Array }): Promise<Uint8Array> {
  const cipher = await crypto.subtle.importKey("raw", plain(key), "AES-GCM", false, ["decrypt"]);
  const iv = plain(seal.subarray(0, SEAL_NONCE));
  return new Uint8Array(await crypto.subtle.decrypt({ name: "AES-GCM", iv, additionalData: plain(tag) }, cipher, plain(seal.subarray(SEAL_NONCE))));
}

/** Bytes in a buffer of their own, which the browser's functions ask for. */
const plain = (bytes: Uint8Array): Uint8Array<ArrayBuffer> => new Uint8Array(bytes);
