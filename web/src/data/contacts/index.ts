/** Finding one's contacts: reading them from a file, and looking who of them is here. Loaded when somebody asks for it. */
import { Problem } from "../problem";
import type { ProblemBody } from "../types";
import type { Contact } from "./read";

export { readContacts } from "./read";
export type { Contact } from "./read";

/** The countries whose numbers can be read, as ISO 3166-1 codes. */
export async function countries(): Promise<string[]> {
  const { default: phones } = await import("./phones.json");
  return Object.keys(phones).filter((code) => /^[A-Z]{2}$/.test(code));
}

/** What the worker is asked, and tells. */
export interface Ask {
  contacts: Array<Pick<Contact, "emails" | "numbers">>;
  country: string;
}
export type Told =
  | { type: "progress"; done: number; all: number }
  | { type: "found"; found: Found[]; looked: number }
  | { type: "failed"; problem: ProblemBody };

/** A contact who is here. */
export interface Found {
  /** Proof that one has their number or address. */
  tag: string;
  account: string;
  /** Which of the contacts, by its place among them. */
  contact: number;
}

/**
 * Looks who of the contacts is here, in a worker that ends with it. Numbers without a calling code are of `country`. It throws
 * Problem.
 */
export function lookFor(
  contacts: Contact[],
  country: string,
  options: { onProgress?: (done: number, all: number) => void; signal?: AbortSignal } = {},
): Promise<{ found: Found[]; looked: number }> {
  const worker = new Worker(new URL("./worker.ts", import.meta.url), { type: "module" });
  const { onProgress, signal } = options;
  return new Promise<{ found: Found[]; looked: number }>((resolve, reject) => {
    signal?.addEventListener("abort", () => reject(signal.reason as Error));
    worker.addEventListener("error", () => reject(new Problem({ status: 0, code: "internal" })));
    worker.addEventListener("message", ({ data }: MessageEvent<Told>) => {
      if (data.type === "progress") onProgress?.(data.done, data.all);
      else if (data.type === "found") resolve(data);
      else reject(new Problem(data.problem));
    });
    const ask: Ask = { contacts: contacts.map(({ emails, numbers }) => ({ emails, numbers })), country };
    worker.postMessage(ask);
  }).finally(() => worker.terminate());
}
