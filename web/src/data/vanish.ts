/**
 * Messages that disappear are erased here too at their time, on screen and in storage, with or without a network. Loaded once the app stands;
 * until then, what has had its time is folded away as it is read. Takes no code of the first load, which that would cut into more parts.
 */
import type { Entities } from "./entities";
import type { Histories } from "./histories";
import type { Storage } from "./storage";
import type { ID } from "./types";

interface Held {
  storage: Storage;
  histories: Histories;
  entities: Entities;
  me(): ID;
}

/** How often it looks at the most, and at the least: the clock may be set, and a timer sleeps while the device does. */
const SOON = 1000;
const LATE = 30_000;
/** How often what is stored and not in memory is looked through. */
const STORED = 600_000;

const gone = ({ expiresAt }: { expiresAt?: string }): boolean => expiresAt !== undefined && Date.parse(expiresAt) <= Date.now();

export function vanish(held: Held, signal: AbortSignal): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let stored = 0;
  const look = () => {
    clearTimeout(timer);
    if (signal.aborted) return;
    const now = Date.now();
    if (Math.abs(now - stored) >= STORED) {
      stored = now;
      void emptyStored(held);
    }
    const wait = emptyHeld(held) - now;
    timer = setTimeout(look, Math.min(Math.max(wait, SOON), LATE));
  };
  document.addEventListener("visibilitychange", look, { signal });
  signal.addEventListener("abort", () => clearTimeout(timer));
  look();
}

/** Empties what has had its time in memory, and what is kept of it; answers when the next message disappears. */
export function emptyHeld({ histories, entities, me }: Held): number {
  let next = Infinity;
  const emptied = new Set<ID>();
  for (const id of histories.held()) {
    const history = histories.of(id);
    const over: number[] = [];
    for (const { root, seq, hidden } of history.records.values()) {
      if (!root?.expiresAt || hidden) continue;
      if (gone(root)) over.push(seq);
      else next = Math.min(next, Date.parse(root.expiresAt));
    }
    if (over.length === 0) continue;
    emptied.add(id);
    history.hide(over);
  }
  for (const known of entities.conversations.all()) {
    const { id, head, readSeq } = known;
    const { preview } = head;
    const blank = preview !== undefined && gone(preview) && preview.text + (preview.file ?? "") !== "";
    if (!blank && !emptied.has(id)) continue;
    const unread = known.unread > 0 ? (histories.of(id).unreadAfter(readSeq, me()) ?? known.unread) : 0;
    entities.conversations.put({ ...known, unread, head: blank ? { ...head, preview: { ...preview, text: "", photos: 0, voice: 0, file: "" } } : head });
  }
  return next;
}

/** Empties in storage what has had its time. */
export async function emptyStored({ storage, entities }: Pick<Held, "storage" | "entities">): Promise<void> {
  // One conversation after the other: the app goes on in between.
  for (const { id } of entities.conversations.all()) {
    await storage.write(["entries"], async (tx) => {
      const store = tx.objectStore("entries");
      const over = (await store.getAll(IDBKeyRange.bound([id, 0], [id, Infinity]))).filter((entry) => gone(entry) && !entry.hidden);
      await Promise.all(over.map((entry) => store.put({ ...entry, content: {}, hidden: true })));
    });
  }
}
