import type { Profile } from "@data";

/** What a person is called: their name, else their handle. */
export function nameOf(person: Pick<Profile, "name" | "handle">): string {
  return person.name || person.handle;
}
