/** Searching in messages, which the server does. */
import type { Api } from "./api";
import type { Hit, ID, Page } from "./types";

export type SearchKind = "photos" | "videos" | "voice" | "files" | "polls" | "profiles" | "locations" | "links";

export interface SearchOptions {
  conversation?: ID;
  /** Who wrote it. */
  from?: ID;
  kind?: SearchKind;
  /** From a moment on, and before one, in Unix milliseconds. */
  since?: number;
  until?: number;
  cursor?: string;
  signal?: AbortSignal;
}

/** Pages that are asked for until one has something in it: the server answers an empty one where it looked at much that is not wanted. */
const MOST = 10;

export async function searchMessages(api: Pick<Api, "searchMessages">, q: string, { signal, ...wanted }: SearchOptions): Promise<Page<Hit>> {
  let { cursor } = wanted;
  for (let asked = 1; ; asked += 1) {
    const { items = [], next } = await api.searchMessages({ q, ...wanted, cursor }, signal);
    if (items.length > 0 || !next || asked === MOST) return { items, next };
    cursor = next;
  }
}
