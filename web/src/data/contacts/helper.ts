/// <reference lib="webworker" />
/** Blinds and unblinds, which is nearly all of the work, beside the worker that looks for contacts: one for each processor. */
import { blind, secretOf, unblind, type Blinded } from "./blind";
import type { Job, Work } from "./pool";

const waiting = new Map<number, Blinded["kept"]>();

addEventListener("message", ({ data }: MessageEvent<Job>) => postMessage({ id: data.id, ...done(data) } satisfies Work));

function done(job: Job): Omit<Work, "id"> {
  try {
    if (job.type === "blind") {
      const { elements, kept } = blind(job.identifiers);
      waiting.set(job.page, kept);
      return { elements };
    }
    const kept = waiting.get(job.page) ?? [];
    waiting.delete(job.page);
    return { secrets: unblind(kept, job.evaluated, job.publicKey).map(secretOf) };
  } catch (cause) {
    return { failure: String(cause) };
  }
}
