import type { ProblemBody } from "./types";

/** The code of who has reported as much as they may for now. */
export const REPORT_LIMIT = "report_limit";

/** A refusal or failure of a request. `status` 0 with code `network` means that no answer came. */
export class Problem extends Error {
  readonly code: string;
  readonly status: number;
  readonly detail: string;
  readonly retryAt?: string;
  readonly errors?: ProblemBody["errors"];

  constructor(body: ProblemBody) {
    super(`${body.code}: ${body.detail ?? body.title ?? ""}`);
    this.name = "Problem";
    this.code = body.code;
    this.status = body.status;
    this.detail = body.detail ?? "";
    this.retryAt = body.retryAt;
    this.errors = body.errors;
  }

  /** What can be stored and turned back into a Problem. */
  toJSON(): ProblemBody {
    return { code: this.code, status: this.status, detail: this.detail, retryAt: this.retryAt, errors: this.errors };
  }

  /**
   * True when the same request may succeed later as it is: no answer, a busy or failing server, a session to renew. Not who may report no
   * more before tomorrow: nothing waits that long.
   */
  get transient(): boolean {
    return this.code !== REPORT_LIMIT && (this.status === 0 || this.status >= 500 || [401, 408, 425, 429].includes(this.status));
  }
}

/** Turns whatever was thrown into a Problem; an abort stays an abort and is thrown on. */
export function asProblem(cause: unknown): Problem {
  if (cause instanceof Problem) return cause;
  if (cause instanceof DOMException && cause.name === "AbortError") throw cause;
  return new Problem({ status: 0, code: "network", detail: cause instanceof Error ? cause.message : String(cause) });
}
