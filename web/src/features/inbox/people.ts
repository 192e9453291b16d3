import type { ConversationRow, Profile } from "@data";

/** The people one talked with last, each once. */
export function recentPeople(rows: readonly ConversationRow[], most: number): Profile[] {
  const last = (row: ConversationRow) => row.preview?.at ?? 0;
  return unique([...rows].sort((a, b) => last(b) - last(a)).flatMap((row) => row.peer ?? [])).slice(0, most);
}

/** Known people first, then those whom the server found. */
export function unique(people: readonly Profile[]): Profile[] {
  const seen = new Set<string>();
  return people.filter((person) => !seen.has(person.id) && seen.add(person.id));
}
