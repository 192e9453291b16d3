/* Answers that the page's own script asked for while the app was still loading. */

declare global {
  /** By address; see `askAhead` in start.ts. */
  var causerieAnswers: Partial<Record<string, Promise<Response>>> | undefined;
}

/** Sends a request, unless its answer was asked for ahead. Each such answer is good for one request. */
export async function answeredAhead(request: Request, init?: RequestInit): Promise<Response> {
  const { pathname, search } = new URL(request.url);
  const address = pathname + search;
  const answer = request.method === "GET" ? globalThis.causerieAnswers?.[address] : undefined;
  if (!answer) return fetch(request, init);
  delete globalThis.causerieAnswers?.[address];
  return answer;
}

/** From here on an answer that was not taken is too old. */
export function forgetAhead(): void {
  globalThis.causerieAnswers = undefined;
}
