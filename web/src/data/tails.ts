/** How the tail of a conversation's log is kept. Several tabs may write: each write checks what is there first. */
import { isStoredEntry, isTail } from "./kept";
import { everyEntryOf, type Storage, type StoredTail } from "./storage";
import type { Entry, ID } from "./types";

/** How many root entries of a conversation are kept. */
export const KEPT_ROOTS = 200;

export interface LoadedTail extends StoredTail {
  entries: Entry[];
}

/** Reads the kept tail, cutting what has grown beyond KEPT_ROOTS; undefined when there is none, or a broken one. */
export async function loadTail(storage: Storage, id: ID): Promise<LoadedTail | undefined> {
  const found = await storage.read<LoadedTail | undefined>(async (tx) => {
    const tail = await tx.objectStore("tails").get(id);
    if (!tail) return undefined;
    return { ...tail, entries: await tx.objectStore("entries").getAll(everyEntryOf(id)) };
  }, undefined);
  // A gap in it would be taken for all that there is.
  if (!found || !isTail(found) || !found.entries.every(isStoredEntry)) return undefined;
  const roots = found.entries.filter((entry) => isRoot(entry) && entry.seq >= found.from).map((entry) => entry.seq);
  const from = roots.length > KEPT_ROOTS + 50 ? roots[roots.length - KEPT_ROOTS] : undefined;
  if (from === undefined) return found;
  const cut: LoadedTail = { ...found, from, hasOlder: true, entries: found.entries.filter((entry) => rootOf(entry) >= from) };
  void replaceTail(storage, cut, cut.entries);
  return cut;
}

/** Puts a tail in place of whatever was kept. */
export function replaceTail(storage: Storage, tail: StoredTail, entries: Entry[]): Promise<void> {
  const { id, from, to, hasOlder } = tail;
  return storage.write(["entries", "tails"], async (tx) => {
    const store = tx.objectStore("entries");
    await store.delete(everyEntryOf(id));
    await Promise.all([...entries.map((entry) => store.put(entry)), tx.objectStore("tails").put({ id, from, to, hasOlder })]);
  });
}

/** Adds the entries after `after`, so that the kept tail reaches `to`; nothing happens when what is kept ends before them. */
export function appendTail(storage: Storage, id: ID, entries: Entry[], after: number, to: number): Promise<void> {
  return storage.write(["entries", "tails"], async (tx) => {
    const tail = await tx.objectStore("tails").get(id);
    if (!tail || tail.to < after) return;
    const store = tx.objectStore("entries");
    await Promise.all(entries.map((entry) => store.put(entry)));
    if (to > tail.to) await tx.objectStore("tails").put({ ...tail, to });
    const erased = entries.filter((entry) => entry.kind === "unsend").map((entry) => entry.targetSeq ?? 0);
    if (erased.length > 0) {
      const kept = await store.getAll(everyEntryOf(id));
      const hit = kept.filter((entry) => entry.kind !== "unsend" && erased.includes(rootOf(entry)));
      await Promise.all(hit.map((entry) => store.put({ ...entry, content: {}, erased: true })));
    }
  });
}

/** Adds an older page in front of the kept tail while it is short. */
export function prependTail(storage: Storage, page: StoredTail, entries: Entry[], until: number): Promise<void> {
  return storage.write(["entries", "tails"], async (tx) => {
    const tail = await tx.objectStore("tails").get(page.id);
    const store = tx.objectStore("entries");
    if (!tail || tail.from !== until || (await store.count(everyEntryOf(page.id))) > KEPT_ROOTS) return;
    await Promise.all(entries.map((entry) => store.put(entry)));
    await tx.objectStore("tails").put({ ...tail, from: page.from, hasOlder: page.hasOlder });
  });
}

/** Hides entries that were deleted for this person: nothing of them is kept. */
export function hideInTail(storage: Storage, id: ID, seqs: number[]): Promise<void> {
  return storage.write(["entries", "tails"], async (tx) => {
    const store = tx.objectStore("entries");
    const kept = await store.getAll(everyEntryOf(id));
    const hit = kept.filter((entry) => seqs.includes(rootOf(entry)));
    await Promise.all(hit.map((entry) => store.put({ ...entry, content: {}, hidden: true })));
  });
}

/** Forgets everything up to and including `before`. */
export function clearTail(storage: Storage, id: ID, before: number): Promise<void> {
  return storage.write(["entries", "tails"], async (tx) => {
    await tx.objectStore("entries").delete(IDBKeyRange.bound([id, 0], [id, before]));
    const tail = await tx.objectStore("tails").get(id);
    if (tail && tail.from <= before) await tx.objectStore("tails").put({ ...tail, from: before + 1, to: Math.max(tail.to, before), hasOlder: false });
  });
}

/** Forgets everything. */
export function removeTail(storage: Storage, id: ID): Promise<void> {
  return storage.write(["entries", "tails"], (tx) => Promise.all([tx.objectStore("entries").delete(everyEntryOf(id)), tx.objectStore("tails").delete(id)]));
}

export const isRoot = (entry: Entry): boolean => !entry.targetSeq;
export const rootOf = (entry: Entry): number => entry.targetSeq || entry.seq;
