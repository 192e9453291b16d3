/** What Facebook leads back with: something to finish the link with, or that one said no. */
export type Back = { code: string; state: string } | { declined: true };

/** Reads it from the address's query; undefined where one comes from elsewhere. */
export function readBack(search: string): Back | undefined {
  const query = new URLSearchParams(search);
  const code = query.get("code");
  const state = query.get("state");
  if (code !== null && state !== null) return { code, state };
  return query.has("error") ? { declined: true } : undefined;
}
