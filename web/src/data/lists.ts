/** How much of the server's list of conversations is known, per folder. Rows themselves live among the entities. */
import { keptLists } from "./kept";
import type { Problem } from "./problem";
import { Value, type Readable } from "./readable";
import type { Storage } from "./storage";
import type { Folder } from "./types";

export interface FolderList {
  status: "none" | "ready" | "error";
  /** The cursor of the next page; absent when all is known. */
  next?: string;
  problem?: Problem;
}

export interface ListsState extends Record<Folder, FolderList> {
  /** What the server counts beyond what is known here. */
  more: Record<"unread" | Exclude<Folder, "inbox">, number>;
}

const FRESH: ListsState = {
  inbox: { status: "none" },
  archived: { status: "none" },
  requests: { status: "none" },
  hidden: { status: "none" },
  more: { unread: 0, archived: 0, requests: 0, hidden: 0 },
};

export class Lists {
  readonly #state = new Value<ListsState>(FRESH);

  constructor(private readonly storage: Storage) {}

  get state(): Readable<ListsState> {
    return this.#state;
  }

  /** Takes over what was kept. */
  load(kept: unknown): void {
    this.#state.set(keptLists(kept, FRESH));
  }

  listed(folder: Folder, next: string | undefined, more: ListsState["more"]): void {
    this.#state.update((now) => ({ ...now, [folder]: { status: "ready", next }, more }));
    this.#keep();
  }

  counted(more: ListsState["more"]): void {
    this.#state.update((now) => ({ ...now, more }));
    this.#keep();
  }

  /** After the conversations that they list, which are kept at the end of this turn. */
  #keep(): void {
    queueMicrotask(() => void this.storage.setMeta("lists", this.#state.get()));
  }

  failed(folder: Folder, problem: Problem): void {
    this.#state.update((now) => (now[folder].status === "ready" ? now : { ...now, [folder]: { status: "error", problem } }));
  }

  /** Everything is to be listed again. */
  reset(): void {
    this.#state.set(FRESH);
  }
}
