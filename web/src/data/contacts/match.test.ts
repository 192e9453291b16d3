// @vitest-environment node
import { readFileSync } from "node:fs";
import { type Evaluation, EvaluationRequest, Oprf, OPRFServer } from "@cloudflare/voprf-ts";
import { CryptoNoble } from "@cloudflare/voprf-ts/crypto-noble";
import { expect, it } from "vitest";
import { opener, unblind, blind } from "./blind";
import { bucketOf, findMatches, toId } from "./match";

const suite = Oprf.Suite.RISTRETTO255_SHA512;
const group = Oprf.getGroup(suite, CryptoNoble);
const testdata = (name: string): unknown => JSON.parse(readFileSync(new URL(`../../../../internal/contacts/testdata/${name}`, import.meta.url), "utf8"));
const fromHex = (text: string) => Uint8Array.from(text.match(/../g) ?? [], (pair) => parseInt(pair, 16));
const toHex = (bytes: Uint8Array) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");

interface Seal {
  key: string;
  identifier: string;
  output: string;
  tag: string;
  account: string;
  seal: string;
}
const seals = testdata("seals.json") as Seal[];
const rfc = testdata("rfc9497.json") as { key: string; vectors: Array<{ input: string; blinded: string; evaluated: string; output: string }> };

/** A server with a fixed key. */
function serverOf(key: string) {
  const server = new OPRFServer(suite, fromHex(key), CryptoNoble);
  return async (elements: Uint8Array[]) => {
    const request = new EvaluationRequest(elements.map((bytes) => group.desElt(bytes)));
    const evaluation: Evaluation = await server.blindEvaluate(request);
    return evaluation.evaluated.map((element) => element.serialize(true));
  };
}

it("evaluates as RFC 9497 does", async () => {
  const evaluate = serverOf(rfc.key);
  for (const { blinded, evaluated } of rfc.vectors) expect(toHex((await evaluate([fromHex(blinded)]))[0] ?? new Uint8Array())).toBe(evaluated);
});

it("comes to the server's output, tag and account", async () => {
  for (const { key, identifier, output, tag, account, seal } of seals) {
    const { elements, kept } = await blind([identifier]);
    const [found = new Uint8Array()] = await unblind(kept, await serverOf(key)(elements));
    expect(toHex(found)).toBe(output);
    const one = await opener(found);
    expect(toId(one.tag)).toBe(tag);
    expect(toId(await one.open(fromHex(seal)))).toBe(account);
  }
});

it("finds who is here among many, in the buckets of what it looks for", async () => {
  const [seal] = seals;
  if (!seal) throw new Error("no vector");
  const bits = 3;
  const evaluate = serverOf(seal.key);
  const pages: number[] = [];
  const asked: number[] = [];
  const others = Array.from({ length: 149 }, (_, i) => `+336000000${String(i).padStart(2, "0")}`);
  const entry = new Uint8Array([...fromHex(seal.tag.replaceAll("-", "")), ...fromHex(seal.seal)]);
  const steps: number[] = [];
  const found = await findMatches([...others, seal.identifier], {
    evaluate: async (blinded) => {
      pages.push(blinded.length);
      return { evaluated: await evaluate(blinded), bits };
    },
    buckets: (width, numbers) => {
      expect(width).toBe(bits);
      asked.push(...numbers);
      return Promise.resolve(numbers.map((n) => (n === bucketOf(entry, bits) ? new Uint8Array([...new Uint8Array(60), ...entry]) : new Uint8Array())));
    },
  }, (done) => steps.push(done));
  expect(found).toEqual([{ tag: seal.tag, account: seal.account, index: 149 }]);
  expect(pages).toEqual([100, 50]);
  expect(steps).toEqual([100, 150]);
  expect(asked).toEqual([...new Set(asked)]);
}, 30_000);
