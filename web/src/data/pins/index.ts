/** What pinned messages say that are not on screen. Loaded with the first pinned message. */
import { fold, type LogRecords } from "../log";
import { gist } from "../messages";
import type { Gist, Store } from "../store";
import type { ID } from "../types";

/** Reads one message of the log, with its edits; undefined where it cannot be had. */
export async function gistAt({ api }: Pick<Store, "api">, id: ID, seq: number): Promise<Gist | undefined> {
  try {
    const records: LogRecords = new Map();
    for (const entry of (await api.listEntries(id, { around: seq, limit: 1 })).items) fold(records, entry);
    const { root, edit, erased, hidden } = records.get(seq) ?? {};
    return root && !erased && !hidden ? gist(root.content, edit?.value) : undefined;
  } catch {
    return undefined;
  }
}
