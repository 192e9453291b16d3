/** Requests to the HTTP API, typed by the server's own description: as openapi-fetch makes them, without what nothing here asks of it. */
import type { Client } from "openapi-fetch";
import type { paths } from "@sdk/schema";

export type Http = Pick<Client<paths>, "GET" | "PUT" | "POST" | "PATCH" | "DELETE">;

interface Options {
  params?: { path?: Record<string, string | number>; query?: Record<string, unknown> };
  body?: unknown;
  /** Makes of a body that is no JSON what is sent. */
  bodySerializer?: (body: unknown) => BodyInit;
  headers?: Record<string, string>;
  signal?: AbortSignal;
}

export function createHttp(baseUrl: string, send: (request: Request) => Promise<Response>): Http {
  const method = (name: string) => async (path: string, { params, body, bodySerializer = JSON.stringify, headers, signal }: Options = {}) => {
    const filled = path.replace(/{(\w+)}/g, (_, key: string) => encodeURIComponent(params?.path?.[key] ?? ""));
    const query = Object.entries(params?.query ?? {}).flatMap(([key, value]) => (value == null ? [] : `${key}=${encodeURIComponent(value as string)}`));
    const request = new Request(baseUrl + filled + (query.length > 0 ? `?${query.join("&")}` : ""), {
      method: name,
      credentials: "same-origin",
      signal,
      ...(body !== undefined && { body: bodySerializer(body), headers: { "Content-Type": "application/json", ...headers } }),
    });
    const response = await send(request);
    const text = await response.text();
    return response.ok ? { data: text ? (JSON.parse(text) as unknown) : undefined, response } : { error: parsed(text), response };
  };
  return { GET: method("GET"), PUT: method("PUT"), POST: method("POST"), PATCH: method("PATCH"), DELETE: method("DELETE") } as Http;
}

/** What stands between us and the server answers what is no JSON. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
