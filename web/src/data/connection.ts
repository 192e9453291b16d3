/** Whether the server can be reached, from the live connection and from what requests came to. */
import type { Problem } from "./problem";
import { Value, type Readable } from "./readable";
import type { ConnectionState } from "./store";

export class Connection {
  readonly #state = new Value<ConnectionState>("connecting");
  #live = false;
  /** The last answer to a request: its status, 0 when none came, undefined when there was none yet. */
  #answer: number | undefined;

  get state(): Readable<ConnectionState> {
    return this.#state;
  }

  setLive(live: boolean): void {
    // After the live connection is lost, older answers say nothing any more.
    if (this.#live && !live) this.#answer = undefined;
    this.#live = live;
    this.#tell();
  }

  answered(problem: Problem | undefined): void {
    this.#answer = problem?.status ?? 200;
    this.#tell();
  }

  /** The browser says that the network came or went. */
  networkChanged(): void {
    this.#answer = undefined;
    this.#tell();
  }

  #tell(): void {
    this.#state.set(this.#judge());
  }

  #judge(): ConnectionState {
    if (!navigator.onLine) return "offline";
    if (this.#live) return "online";
    if (this.#answer === undefined) return "connecting";
    return this.#answer === 0 || this.#answer >= 500 ? "down" : "online";
  }
}
