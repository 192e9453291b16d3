/// <reference lib="webworker" />
/** Reads and looks for contacts beside the page, so that the page stays quick, and answers who is here. */
import { createApi } from "../api";
import { asProblem, Problem } from "../problem";
import { fromBase64, toBase64 } from "./bytes";
import { collect } from "./collect";
import { Finder, Limited, type Server } from "./match";
import phones from "./phones.json";
import { createPool } from "./pool";
import { readContacts } from "./read";
import type { Ask, Told } from "./index";

const api = createApi();
const tell = (told: Told) => postMessage(told);

/** Seconds that a look may rest when it asks for a lot at once. */
const PATIENCE = 20;

const server: Server = {
  async evaluate(blinded) {
    try {
      const { evaluated, publicKey, bits } = await patiently(() => api.evaluateContacts(blinded.map(toBase64)));
      return { evaluated: evaluated.map(fromBase64), publicKey: fromBase64(publicKey), bits };
    } catch (cause) {
      if (cause instanceof Problem && cause.code === "contacts_limit") throw new Limited(cause.retryAt);
      throw cause;
    }
  },
  async buckets(bits, numbers) {
    const { items } = await patiently(() => api.readContactBuckets(bits, numbers));
    return items.map(({ entries }) => fromBase64(entries));
  },
};

const finder = new Finder(server, createPool());

/** Asks again what came too fast. */
async function patiently<T>(ask: () => Promise<T>): Promise<T> {
  for (let rested = 0; ; rested++) {
    try {
      return await ask();
    } catch (cause) {
      if (!(cause instanceof Problem) || cause.code !== "rate_limited" || rested >= PATIENCE) throw cause;
      await new Promise((resolve) => setTimeout(resolve, 1000));
    }
  }
}

addEventListener("message", ({ data }: MessageEvent<Ask>) => void look(data));

async function look({ source, country }: Ask): Promise<void> {
  try {
    const contacts = source instanceof Blob ? readContacts(new Uint8Array(await source.arrayBuffer())) : source;
    const { of, unread } = collect(contacts, country, phones);
    const identifiers = [...of.keys()];
    const read = { contacts: contacts.length, identifiers: identifiers.length, unread };
    if (identifiers.length === 0) return tell({ type: "found", found: [], read, tags: [], since: "" });
    tell({ type: "progress", part: 0, read });
    // Who comes from here on is asked for later, by those who wait.
    const { next: since } = await api.listJoinedContacts();
    const { matches, limited } = await finder.find(identifiers, (part) => tell({ type: "progress", part, read }));
    const found = matches.map(({ tag, account, identifier }) => ({ tag, account, called: contacts[of.get(identifier) ?? 0]?.name ?? "" }));
    tell({ type: "found", found, read, tags: finder.tags(identifiers), since, limited: limited && { retryAt: limited.retryAt } });
  } catch (cause) {
    tell({ type: "failed", problem: asProblem(cause).toJSON() });
  }
}
