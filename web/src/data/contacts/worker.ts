/// <reference lib="webworker" />
/** Looks for contacts beside the page, so that the page stays quick. It gets identifiers as they were written, and answers who is here. */
import { createApi } from "../api";
import { asProblem } from "../problem";
import { findMatches, type Server } from "./match";
import { normalEmail, normalPhone } from "./normal";
import phones from "./phones.json";
import type { Ask, Told } from "./index";

const api = createApi();
const tell = (told: Told) => postMessage(told);

const server: Server = {
  async evaluate(blinded) {
    const { evaluated, bits } = await api.evaluateContacts(blinded.map(toBase64));
    return { evaluated: evaluated.map(fromBase64), bits };
  },
  async buckets(bits, numbers) {
    const { items } = await api.readContactBuckets(bits, numbers);
    return items.map(({ entries }) => fromBase64(entries));
  },
};

addEventListener("message", ({ data }: MessageEvent<Ask>) => void look(data));

async function look({ contacts, country }: Ask): Promise<void> {
  try {
    /** Each identifier, and the contact that it is of. */
    const of = new Map<string, number>();
    contacts.forEach(({ emails, numbers }, contact) => {
      for (const text of emails) keep(normalEmail(text), contact);
      for (const text of numbers) keep(normalPhone(text, country, phones), contact);
    });
    function keep(normal: string | undefined, contact: number) {
      if (normal !== undefined && !of.has(normal)) of.set(normal, contact);
    }
    const identifiers = [...of.keys()];
    const matches = await findMatches(identifiers, server, (done, all) => tell({ type: "progress", done, all }));
    const found = matches.map(({ tag, account, index }) => ({ tag, account, contact: of.get(identifiers[index] ?? "") ?? 0 }));
    tell({ type: "found", found, looked: identifiers.length });
  } catch (cause) {
    tell({ type: "failed", problem: asProblem(cause).toJSON() });
  }
}

const toBase64 = (bytes: Uint8Array) => btoa(String.fromCharCode(...bytes));
const fromBase64 = (text: string) => Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
