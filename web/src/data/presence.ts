/** Who is there: watched on the server while someone looks. */
import type { Live } from "./live";
import { Value, family, type Readable } from "./readable";
import type { ID, Presence } from "./types";

export function createPresence(live: Live): (account: ID) => Readable<Presence | undefined> {
  return family((account: ID) => {
    const value: Value<Presence | undefined> = new Value<Presence | undefined>(undefined, () =>
      live.watch(account, (presence) => value.set(presence)),
    );
    return value;
  });
}
