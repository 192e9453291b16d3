/** Several workers that blind, as one. */
import type { Secret } from "./blind";
import type { Blinder, Evaluated } from "./match";

/** What a helper is asked; the factors of a page stay with the helper that blinded it. */
export type Job = { id: number; page: number } & ({ type: "blind"; identifiers: string[] } | ({ type: "unblind" } & Evaluated));
/** What it answers. */
export interface Work {
  id: number;
  elements?: Uint8Array[];
  secrets?: Secret[];
  failure?: string;
}
type Todo = { [T in Job["type"]]: Omit<Extract<Job, { type: T }>, "id"> }[Job["type"]];

/** More gain little: the server answers, too. */
const MOST = 4;

export function createPool(size = Math.min(MOST, Math.max(1, navigator.hardwareConcurrency || 1))): Blinder {
  const helpers = Array.from({ length: size }, () => new Helper());
  let pages = 0;
  return {
    // While one page of a helper is with the server, it works on the other.
    lanes: 2 * size,
    async blind(identifiers) {
      const page = (pages += 1);
      const helper = helpers.reduce((least, one) => (one.pages < least.pages ? one : least));
      helper.pages += 1;
      const { elements = [] } = await helper.ask({ type: "blind", page, identifiers });
      return {
        elements,
        async unblind(answer) {
          const { secrets = [] } = await helper.ask({ type: "unblind", page, ...answer });
          helper.pages -= 1;
          return secrets;
        },
      };
    },
  };
}

class Helper {
  /** Those that it blinded and has yet to unblind. */
  pages = 0;
  readonly #worker = new Worker(new URL("./helper.ts", import.meta.url), { type: "module" });
  readonly #asked = new Map<number, { resolve: (work: Work) => void; reject: (cause: Error) => void }>();
  #jobs = 0;

  constructor() {
    this.#worker.addEventListener("message", ({ data }: MessageEvent<Work>) => {
      const asked = this.#asked.get(data.id);
      this.#asked.delete(data.id);
      if (data.failure !== undefined) asked?.reject(new Error(data.failure));
      else asked?.resolve(data);
    });
    this.#worker.addEventListener("error", ({ message }) => {
      for (const { reject } of this.#asked.values()) reject(new Error(message));
      this.#asked.clear();
    });
  }

  ask(job: Todo): Promise<Work> {
    const id = (this.#jobs += 1);
    return new Promise((resolve, reject) => {
      this.#asked.set(id, { resolve, reject });
      this.#worker.postMessage({ ...job, id } satisfies Job);
    });
  }
}
