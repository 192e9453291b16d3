import { expect, test } from "vitest";
import type { Profile, Relation } from "@data";
import { followState, isFollowing } from "./follow";

const with_ = (relation?: Partial<Relation>): Profile => ({
  id: "a",
  handle: "a",
  name: "",
  bio: "",
  relation,
});

test.each([
  [undefined, "follow", false],
  [{}, "follow", false],
  [{ followsYou: true }, "back", false],
  [{ asked: true }, "asked", true],
  [{ asked: true, followsYou: true }, "asked", true],
  [{ following: true }, "following", true],
  [{ following: true, followsYou: true }, "friends", true],
] as const)("with %j the button says %s", (relation, state, undoes) => {
  expect(followState(with_(relation))).toBe(state);
  expect(isFollowing(followState(with_(relation)))).toBe(undoes);
});
