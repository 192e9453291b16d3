/** Finding one's contacts: reading them from a file, and looking who of them is here. Loaded when somebody asks for it. */
import { Problem } from "../problem";
import type { ProblemBody } from "../types";
import type { Unread } from "./collect";
import type { Contact } from "./read";

export type { Unread, Why } from "./collect";
export type { Contact } from "./read";

/** The countries whose numbers can be read, as ISO 3166-1 codes. */
export async function countries(): Promise<string[]> {
  const { default: phones } = await import("./phones.json");
  return Object.keys(phones).filter((code) => /^[A-Z]{2}$/.test(code));
}

/** A file of contacts, or contacts themselves. */
export type Source = Blob | Contact[];

/** What the worker is asked, and tells. */
export interface Ask {
  source: Source;
  country: string;
}
export type Told = { type: "progress"; part: number; read: Read } | ({ type: "found" } & Found) | { type: "failed"; problem: ProblemBody };

/** What was read of an address book. */
export interface Read {
  contacts: number;
  /** How many numbers and addresses are looked for. */
  identifiers: number;
  unread: Unread[];
}

/** Who is here. */
export interface Found {
  found: Here[];
  read: Read;
  /** The tags of all that was looked for, 16 bytes each, and the cursor from which to ask who joins. */
  tags: Uint8Array[];
  since: string;
  /** Not all was looked for: one may go on then. */
  limited?: { retryAt?: string };
}

/** A contact who is here. */
export interface Here {
  /** Proof that one has their number or address. */
  tag: string;
  account: string;
  /** Their name in the address book. */
  called: string;
}

/** Looks for contacts in a worker, until it is ended; what it looked for once it does not ask for again. */
export class Search {
  readonly #worker = new Worker(new URL("./worker.ts", import.meta.url), { type: "module" });
  #now: { resolve: (found: Found) => void; reject: (cause: Problem) => void; onProgress?: (part: number, read: Read) => void } | undefined;

  constructor() {
    this.#worker.addEventListener("error", () => this.#now?.reject(new Problem({ status: 0, code: "internal" })));
    this.#worker.addEventListener("message", ({ data }: MessageEvent<Told>) => {
      if (data.type === "progress") this.#now?.onProgress?.(data.part, data.read);
      else if (data.type === "found") this.#now?.resolve(data);
      else this.#now?.reject(new Problem(data.problem));
    });
  }

  /** Looks who of the contacts is here, one look after the other. Numbers without a calling code are of `country`. It throws Problem. */
  look(source: Source, country: string, onProgress?: (part: number, read: Read) => void): Promise<Found> {
    return new Promise((resolve, reject) => {
      this.#now = { resolve, reject, onProgress };
      this.#worker.postMessage({ source, country } satisfies Ask);
    });
  }

  end(): void {
    this.#worker.terminate();
  }
}
