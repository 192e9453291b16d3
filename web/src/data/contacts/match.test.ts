// @vitest-environment node
import { readFileSync } from "node:fs";
import { ristretto255, ristretto255_oprf } from "@noble/curves/ed25519.js";
import { expect, it } from "vitest";
import { blind, type Blinded, secretOf, unblind } from "./blind";
import { toId } from "./bytes";
import { type Blinder, type Evaluated, Finder, Limited, type Server, bucketOf } from "./match";
import { unseal } from "./seal";

const { oprf } = ristretto255_oprf;
const testdata = (name: string): unknown => JSON.parse(readFileSync(new URL(`../../../../internal/contacts/testdata/${name}`, import.meta.url), "utf8"));
const fromHex = (text: string) => Uint8Array.from(text.match(/../g) ?? [], (pair) => parseInt(pair, 16));
const toHex = (bytes: Uint8Array) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
const utf8 = new TextDecoder();

interface Seal {
  key: string;
  identifier: string;
  output: string;
  tag: string;
  account: string;
  seal: string;
}
const seals = testdata("seals.json") as Seal[];
interface Vector {
  input: string;
  blind: string;
  blinded: string;
  evaluated: string;
  output: string;
}
const rfc = testdata("rfc9497.json") as { key: string; vectors: Vector[] };

const publicKeyOf = (key: string) => ristretto255.Point.BASE.multiply(ristretto255.Point.Fn.fromBytes(fromHex(key))).toBytes();

/** A server with a fixed key. */
const evaluateBy = (key: string) => (elements: Uint8Array[]): Evaluated => ({
  evaluated: elements.map((element) => oprf.blindEvaluate(fromHex(key), element)),
  publicKey: publicKeyOf(key),
});
const outputs = (kept: Blinded["kept"], { evaluated, publicKey }: Evaluated) => unblind(kept, evaluated, publicKey);

/** Blinds in this thread. */
const here: Blinder = {
  lanes: 2,
  blind: (identifiers) => {
    const { elements, kept } = blind(identifiers);
    return Promise.resolve({ elements, unblind: (answer) => Promise.resolve(outputs(kept, answer).map(secretOf)) });
  },
};

it("comes to the outputs of RFC 9497, by other elements each time", () => {
  const asked = new Set<string>();
  for (const { input, output } of [...rfc.vectors, ...rfc.vectors]) {
    const { elements, kept } = blind([utf8.decode(fromHex(input))]);
    expect(outputs(kept, evaluateBy(rfc.key)(elements)).map(toHex)).toEqual([output]);
    elements.forEach((element) => asked.add(toHex(element)));
  }
  expect(asked.size).toBe(2 * rfc.vectors.length);
});

it("comes to the server's output, tag and account", async () => {
  for (const { key, identifier, output, tag, account, seal } of seals) {
    const { elements, kept } = blind([identifier]);
    const [found = new Uint8Array()] = outputs(kept, evaluateBy(key)(elements));
    expect(toHex(found)).toBe(output);
    const secret = secretOf(found);
    expect(toId(secret.tag)).toBe(tag);
    expect(toId(await unseal(fromHex(seal), secret))).toBe(account);
  }
});

it("opens no seal of another's, and takes no answer that is too short", async () => {
  const [one, other] = seals;
  if (!one || !other) throw new Error("no vector");
  await expect(unseal(fromHex(other.seal), secretOf(fromHex(one.output)))).rejects.toThrow();
  const { elements, kept } = blind(["+33600000001", "+33600000002"]);
  const answer = evaluateBy(one.key)(elements);
  const none = new Uint8Array(32);
  expect(() => unblind(kept, answer.evaluated.slice(1), answer.publicKey)).toThrow("2 were blinded and 1 evaluated");
  expect(() => unblind(kept, [none, none], answer.publicKey)).toThrow("identity");
  expect(() => unblind(kept, answer.evaluated, none)).toThrow("identity");
  expect(() => unblind(kept, answer.evaluated, fromHex("ff".repeat(32)))).toThrow();
});

const [seal] = seals;
if (!seal) throw new Error("no vector");
const entry = new Uint8Array([...fromHex(seal.tag.replaceAll("-", "")), ...fromHex(seal.seal)]);
const others = (n: number) => Array.from({ length: n }, (_, i) => `+33600000${String(i).padStart(3, "0")}`);

/** A server at which the person of the vector can be found, in one of eight buckets, and what it was asked. */
function fakeServer(most = Infinity) {
  const bits = 3;
  const asked = { evaluated: 0, underWay: 0, atOnce: 0, buckets: [] as number[] };
  const evaluate = evaluateBy(seal?.key ?? "");
  const server: Server = {
    evaluate: async (blinded) => {
      asked.atOnce = Math.max(asked.atOnce, (asked.underWay += 1));
      await Promise.resolve();
      asked.underWay -= 1;
      if (asked.evaluated + blinded.length > most) throw new Limited("2026-01-01T00:00:00Z");
      asked.evaluated += blinded.length;
      return { ...evaluate(blinded), bits };
    },
    buckets: (width, numbers) => {
      expect(width).toBe(bits);
      asked.buckets.push(...numbers);
      return Promise.resolve(numbers.map((n) => (n === bucketOf(entry, bits) ? new Uint8Array([...new Uint8Array(60), ...entry]) : new Uint8Array())));
    },
  };
  return { server, asked };
}

it("finds who is here among many, in the buckets of what it looks for, and asks for each once", async () => {
  const { server, asked } = fakeServer();
  const finder = new Finder(server, here);
  const parts: number[] = [];
  const { matches, limited } = await finder.find([...others(149), seal.identifier], (part) => parts.push(part));
  expect(matches).toEqual([{ tag: seal.tag, account: seal.account, identifier: seal.identifier }]);
  expect(limited).toBeUndefined();
  expect(asked.evaluated).toBe(150);
  expect(asked.atOnce).toBe(2);
  expect(asked.buckets).toEqual([...new Set(asked.buckets)]);
  expect(parts.length).toBeGreaterThan(5);
  expect(parts).toEqual([...parts].sort((a, b) => a - b));
  expect(parts.at(-1)).toBe(1);
  expect(finder.tags([seal.identifier]).map(toId)).toEqual([seal.tag]);

  // Another look at the same, and one more, costs one more.
  await finder.find([...others(149), seal.identifier, "+33700000000"]);
  expect(asked.evaluated).toBe(151);
}, 30_000);

it("tells who is here among those that the server still evaluates", async () => {
  const { server, asked } = fakeServer(60);
  const { limited } = await new Finder(server, here).find(others(100));
  expect(limited?.retryAt).toBe("2026-01-01T00:00:00Z");
  expect(asked.evaluated).toBeLessThanOrEqual(60);
  expect(asked.evaluated).toBeGreaterThan(0);
  expect(asked.buckets.length).toBeGreaterThan(0);
}, 30_000);
