/** What stands between this person and another, and what a wish makes of it. Pure. */
import type { Profile, Relation } from "./types";

/**
 * One change of what stands between two people. `on` makes it so, or ends it. "follower" takes away someone who follows (off only), "asks"
 * accepts or declines who asks to follow, "suggestion" dismisses a suggested friend (off only).
 */
export interface RelationChange {
  what: "follow" | "restrict" | "mute" | "block" | "follower" | "asks" | "suggestion";
  on: boolean;
}

/** A profile as it will be once a change has reached the server. */
export function related(profile: Profile, { what, on }: RelationChange): Profile {
  const now = profile.relation ?? {};
  const then = (next: Partial<Relation>): Profile => {
    const relation = { ...now, ...next };
    return { ...profile, relation: { ...relation, friend: relation.following === true && relation.followsYou === true } };
  };
  switch (what) {
    case "follow":
      // Whether someone is private may not be known here: the server's answer says what became of it.
      if (on && profile.private && !now.following) return then({ asked: true });
      return then({ following: on, asked: false });
    case "restrict":
      return then({ restricted: on });
    case "mute":
      return then({ muted: on });
    case "follower":
      return then({ followsYou: on });
    case "asks":
      return then({ asksYou: false, followsYou: on || now.followsYou });
    case "block":
      return on ? { ...then({ following: false, followsYou: false, asked: false, asksYou: false }), blocked: true } : without(profile, "blocked");
    case "suggestion":
      return profile;
  }
}

/**
 * What the server says of a person, over what is known. Lists leave out what stands on a person's own page: it stays, but what
 * writing would do and how many there are hold no longer once the relation has changed.
 */
export function told(known: Profile | undefined, profile: Profile): Profile {
  if (!known) return profile;
  const { private: closed, counts, reach } = known;
  const same = !profile.blocked === !known.blocked && sameRelation(profile.relation, known.relation);
  return { ...(closed !== undefined && { private: closed }), ...(same && counts && { counts }), ...(same && reach && { reach }), ...profile };
}

/** What is not so may be said or left out. */
function sameRelation(a: Relation = {}, b: Relation = {}): boolean {
  return RELATIONS.every((name) => !a[name] === !b[name]);
}

const RELATIONS = ["following", "followsYou", "asked", "asksYou", "restricted", "muted"] as const satisfies (keyof Relation)[];

function without<K extends keyof Profile>(profile: Profile, key: K): Profile {
  const { [key]: _, ...rest } = profile;
  return rest as Profile;
}
