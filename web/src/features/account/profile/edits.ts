import type { Me } from "@data";

export type Edits = { name: string; bio: string };

/** Edits that have not been saved, kept while the page lives so that a look elsewhere loses nothing. */
let kept: { id: string; edits: Edits } | undefined;

export function keptEdits(me: Me): Edits {
  return kept?.id === me.id ? kept.edits : { name: me.name, bio: me.bio };
}

export function keepEdits(id: string, edits: Edits) {
  kept = { id, edits };
}

export function forgetEdits() {
  kept = undefined;
}
