/** The live connection: events as they happen, requests with less delay, presence. A hint, never the truth. */
import type { Centrifuge, Options, Subscription } from "centrifuge";
import { Problem } from "./problem";
import type { LiveEvent, Presence, ProblemBody } from "./types";

export interface LiveHandlers {
  /** The personal channel flows; `resumed` when nothing was missed since the last time. */
  up(resumed: boolean): void;
  down(): void;
  event(event: LiveEvent): void;
  /** The server refuses the connection for good: the session may have ended. */
  refused(): void;
}

/** What the store needs of a live connection. */
export interface Live {
  start(): void;
  stop(): void;
  readonly connected: boolean;
  /** Calls an operation by its id; throws Problem. Only while connected. */
  call<T>(operation: string, input: object): Promise<T>;
  /** Watches who is there; undefined is told when it is hidden. Returns how to stop. */
  watch(account: string, tell: (presence: Presence | undefined) => void): () => void;
  /** Asks again for who was hidden so far. */
  rewatch(): void;
}

const LOAD_PAUSE = 5000;

interface Reply {
  status: number;
  body?: unknown;
  problem?: ProblemBody;
}

/** Without `options`, the session is the cookie of this origin. */
export function connectLive(url: string, handlers: LiveHandlers, options: Partial<Options> = {}): Live {
  return new CentrifugeLive(url, handlers, options);
}

class CentrifugeLive implements Live {
  readonly #watched = new Map<string, (presence: Presence | undefined) => void>();
  #client: Centrifuge | undefined;
  #wanted = false;

  constructor(
    private readonly url: string,
    private readonly handlers: LiveHandlers,
    private readonly options: Partial<Options>,
  ) {}

  get connected(): boolean {
    return this.#client?.state === "connected";
  }

  start(): void {
    this.#wanted = true;
    if (this.#client) this.#client.connect();
    else void this.#load();
  }

  stop(): void {
    this.#wanted = false;
    const client = this.#client;
    this.#client = undefined;
    client?.disconnect();
    this.#watched.clear();
  }

  async call<T>(operation: string, input: object): Promise<T> {
    if (!this.#client || !this.connected) throw offline();
    let reply: Reply;
    try {
      reply = (await this.#client.rpc(operation, input)).data as Reply;
    } catch {
      throw offline();
    }
    if (reply.problem || reply.status >= 400) throw new Problem({ code: "internal", ...reply.problem, status: reply.status });
    return reply.body as T;
  }

  watch(account: string, tell: (presence: Presence | undefined) => void): () => void {
    this.#watched.set(account, tell);
    this.#subscribe(account);
    return () => {
      this.#watched.delete(account);
      this.#client?.removeSubscription(this.#subscription(account));
    };
  }

  rewatch(): void {
    for (const account of this.#watched.keys()) {
      const subscription = this.#subscription(account);
      if (subscription?.state === "unsubscribed") subscription.subscribe();
    }
  }

  /** The library is loaded when it is first needed: the local copy is on screen before. */
  async #load(): Promise<void> {
    const Client = await loadClient();
    if (!this.#wanted || this.#client) return;
    if (!Client) {
      setTimeout(() => this.#wanted && !this.#client && void this.#load(), LOAD_PAUSE);
      return;
    }
    const client = new Client(this.url, { name: "web", minReconnectDelay: 300, maxReconnectDelay: 15_000, ...this.options });
    client.on("subscribed", (context) => this.handlers.up(context.wasRecovering && context.recovered));
    client.on("publication", (context) => this.handlers.event(context.data as LiveEvent));
    client.on("connecting", () => this.#client === client && this.handlers.down());
    client.on("disconnected", () => {
      if (this.#client === client) this.handlers.refused();
    });
    this.#client = client;
    client.connect();
    for (const account of this.#watched.keys()) this.#subscribe(account);
  }

  #subscription(account: string): Subscription | null {
    return this.#client?.getSubscription(`presence:${account}`) ?? null;
  }

  #subscribe(account: string): void {
    if (!this.#client) return;
    const tell = (presence: unknown) => this.#watched.get(account)?.(presence as Presence | undefined);
    const subscription = this.#client.newSubscription(`presence:${account}`);
    subscription.on("subscribed", (context) => tell(context.data));
    subscription.on("publication", (context) => tell(context.data));
    subscription.on("unsubscribed", () => tell(undefined));
    subscription.subscribe();
  }
}

/** The library; undefined when it cannot be had now. */
async function loadClient(): Promise<typeof Centrifuge | undefined> {
  try {
    return (await import("centrifuge")).Centrifuge;
  } catch {
    return undefined;
  }
}

const offline = () => new Problem({ status: 0, code: "network" });
