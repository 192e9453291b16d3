import type { Profile } from "@data";

/** What a person is called: their name, else their handle. */
export function nameOf(person: Pick<Profile, "name" | "handle">): string {
  return person.name || person.handle;
}

/** The address of a profile in this app. */
export function profilePath(person: Pick<Profile, "handle">): string {
  return `/@${person.handle}`;
}

/** The address where one introduces a friend to others. */
export function introducePath(person: Pick<Profile, "handle">): string {
  return `${profilePath(person)}/introduce`;
}
