/** Who is signed in. The local copy answers first; the server confirms. */
import type { Api } from "./api";
import { isMe, isPrivacy } from "./kept";
import { asProblem, type Problem } from "./problem";
import { Value, type Readable } from "./readable";
import type { Storage } from "./storage";
import type { SessionState } from "./store";
import type { Me, Privacy } from "./types";

/** How long a session lasts without use, as the server grants it. */
const LEASE = 90 * 24 * 3600 * 1000;

export interface SessionPort {
  api: Api;
  storage: Storage;
  /** Someone else's copy, or one that may not stay, is to be removed. */
  wipe(): Promise<void>;
  /** Start and stop everything that needs a session. */
  entered(): void;
  left(): void;
}

export class Session {
  readonly #state = new Value<SessionState>({ status: "loading" });
  /** Until when the session lasts if it is not used; a session that ends before was ended by someone. */
  #validUntil = 0;
  #asking: Promise<void> | undefined;
  /** The server has said who is signed in. */
  #confirmed = false;
  /** What is being asked for has changed since, so that the answer may be of before. */
  #overtaken = false;

  constructor(private readonly port: SessionPort) {}

  get state(): Readable<SessionState> {
    return this.#state;
  }

  get me(): string {
    return this.#state.get().me?.id ?? "";
  }

  /** Shows what was kept, at once. Returns whether someone was signed in. */
  restore(meta: Map<string, unknown>): boolean {
    const me = meta.get("me");
    if (!isMe(me) || meta.get("leaving")) return false;
    const validUntil = meta.get("validUntil");
    this.#validUntil = typeof validUntil === "number" ? validUntil : 0;
    const privacy = meta.get("privacy");
    this.#state.set({ status: "signedIn", me, privacy: isPrivacy(privacy) ? privacy : undefined });
    this.port.entered();
    return true;
  }

  /**
   * Asks the server who is signed in; once more where this is asked for meanwhile. Without an answer the state stays as it is; throws Problem
   * then.
   */
  confirm(): Promise<void> {
    this.#overtaken = this.#asking !== undefined;
    return (this.#asking ??= this.#ask().finally(() => (this.#asking = undefined)));
  }

  /** The same, unless the server has said it, or is about to. */
  async confirmOnce(): Promise<void> {
    if (!this.#confirmed) await (this.#asking ?? this.confirm());
  }

  async #ask(): Promise<void> {
    this.#confirmed = false;
    try {
      // A visitor is told so, not refused: browsers write every refusal into their console.
      if (this.#state.get().status !== "signedIn" && !(await this.port.api.getServer()).signedIn) return this.leave();
      const before = this.#state.get().me?.id;
      const [me, privacy] = await Promise.all([this.port.api.getMe(), this.port.api.getPrivacy()]);
      const now = this.#state.get().me?.id;
      // Asked for somebody who has signed out since.
      if (before !== undefined && now === undefined) return;
      if (before !== undefined && now !== before) this.#overtaken = true;
      if (!this.#overtaken || now === undefined) await this.enter(me, privacy);
      this.#confirmed = true;
    } catch (cause) {
      const problem = asProblem(cause);
      if (problem.status !== 401) throw problem;
      return this.ended(problem);
    }
    if (!this.#overtaken) return;
    this.#overtaken = false;
    return this.#ask();
  }

  /** Someone is signed in, now or still. Another person's copy is wiped before. */
  async enter(me: Me, privacy?: Privacy): Promise<void> {
    const before = this.#state.get();
    const kept = before.me?.id ?? (await this.#keptAccount());
    if (kept !== undefined && kept !== me.id) await this.port.wipe();
    this.#validUntil = Date.now() + LEASE;
    await this.port.storage.write(["meta"], (tx) => {
      const meta = tx.objectStore("meta");
      return Promise.all([
        meta.put(me, "me"),
        meta.put(this.#validUntil, "validUntil"),
        meta.delete("leaving"),
        privacy ? meta.put(privacy, "privacy") : undefined,
      ]);
    });
    this.#state.set({ status: "signedIn", me, privacy: privacy ?? (before.me?.id === me.id ? before.privacy : undefined) });
    if (before.status !== "signedIn" || before.me?.id !== me.id) this.port.entered();
  }

  setMe(me: Me): void {
    this.#overtaken = this.#asking !== undefined;
    this.#state.update((now) => (now.status === "signedIn" ? { ...now, me } : now));
    void this.port.storage.setMeta("me", me);
  }

  setPrivacy(privacy: Privacy): void {
    this.#overtaken = this.#asking !== undefined;
    this.#state.update((now) => (now.status === "signedIn" ? { ...now, privacy } : now));
    void this.port.storage.setMeta("privacy", privacy);
  }

  /**
   * The server no longer knows this session. When it ran out by itself, the copy waits for the same person to return;
   * when it was ended (another device signed this one out, the account is gone), nothing may stay.
   */
  async ended(problem: Problem): Promise<void> {
    const state = this.#state.get();
    if (state.status === "signedOut" || problem.status !== 401 || problem.code === "bad_credentials") return;
    const revoked = state.status === "signedIn" && Date.now() < this.#validUntil;
    this.leave(state.status !== "signedIn" ? undefined : revoked ? "elsewhere" : "expired");
    if (revoked) await this.port.wipe();
  }

  /** Shows the signed-out app, and why where the person did not ask for it. */
  leave(ended?: SessionState["ended"]): void {
    const { status } = this.#state.get();
    this.#confirmed = false;
    this.#state.set(ended ? { status: "signedOut", ended } : { status: "signedOut" });
    if (status === "signedIn") this.port.left();
  }

  /** Whose copy is kept; the empty string, which is nobody's id, when that cannot be told any more. */
  async #keptAccount(): Promise<string | undefined> {
    const me = await this.port.storage.read((tx) => tx.objectStore("meta").get("me"), undefined);
    if (me === undefined) return undefined;
    return isMe(me) ? me.id : "";
  }
}
