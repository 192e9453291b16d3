/**
 * A typed client for Causerie's HTTP API.
 *
 *     const causerie = createCauserie({ baseUrl: "https://talk.example", token });
 *     const { items } = await answer(causerie.GET("/v1/conversations"));
 *
 * Paths, parameters and bodies are checked against the server's own description, in schema.d.ts.
 */
import createClient, { type Client } from "openapi-fetch";
import type { components, paths } from "./schema";

export type { components, paths };
export type Schemas = components["schemas"];
export type Causerie = Client<paths>;

export interface CauserieOptions {
  /** The server's address, without a path. */
  baseUrl: string;
  /** The token of a session, as signing in answers it. */
  token?: string;
  fetch?: (request: Request) => Promise<Response>;
}

/** A refusal, with a code that does not change between versions. */
export class CauserieError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    detail: string,
    /** When the same request may succeed, where the server knows it. */
    readonly retryAt?: string,
  ) {
    super(`${code}: ${detail}`);
    this.name = "CauserieError";
  }
}

/** Makes a client. Its methods are the HTTP ones: GET, POST, PUT, PATCH, DELETE. */
export function createCauserie({ baseUrl, token, fetch }: CauserieOptions): Causerie {
  return createClient<paths>({ baseUrl, fetch, headers: token ? { Authorization: `Bearer ${token}` } : undefined });
}

/** The body of an answer; throws CauserieError when the server refused. */
export async function answer<T>(call: Promise<{ data?: T; error?: unknown; response: Response }>): Promise<T> {
  const { data, error, response } = await call;
  if (response.ok) return data as T;
  const problem = (error ?? {}) as Partial<Schemas["Problem"]>;
  throw new CauserieError(response.status, problem.code ?? `http_${response.status}`, problem.detail ?? response.statusText, problem.retryAt);
}
