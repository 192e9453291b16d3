import { expect, test } from "vitest";
import { related, told } from "./relation";
import type { Profile } from "./types";

const lou: Profile = { id: "l", handle: "lou", name: "Lou", bio: "" };
const friend: Profile = { ...lou, relation: { following: true, followsYou: true, friend: true } };

test("following begins at once, and is asked for where someone is known to be private", () => {
  expect(related(lou, { what: "follow", on: true }).relation).toMatchObject({ following: true, friend: false });
  expect(related({ ...lou, relation: { followsYou: true } }, { what: "follow", on: true }).relation).toMatchObject({ following: true, friend: true });
  expect(related({ ...lou, private: true }, { what: "follow", on: true }).relation).toMatchObject({ asked: true });
  expect(related({ ...lou, private: true, relation: { asked: true } }, { what: "follow", on: false }).relation).toMatchObject({ asked: false, following: false });
});

test("friends end with either of the two", () => {
  expect(related(friend, { what: "follow", on: false }).relation).toMatchObject({ followsYou: true, friend: false });
  expect(related(friend, { what: "follower", on: false }).relation).toMatchObject({ following: true, followsYou: false, friend: false });
});

test("who asked follows once accepted, and is gone once declined", () => {
  const asker = { ...lou, relation: { asksYou: true, following: true } };
  expect(related(asker, { what: "asks", on: true }).relation).toMatchObject({ asksYou: false, followsYou: true, friend: true });
  expect(related(asker, { what: "asks", on: false }).relation).toMatchObject({ asksYou: false, friend: false });
});

test("a block ends what stands between two, and its end brings nothing back", () => {
  const blocked = related(friend, { what: "block", on: true });
  expect(blocked).toMatchObject({ blocked: true, relation: { following: false, followsYou: false, friend: false } });
  const free = related(blocked, { what: "block", on: false });
  expect(free).not.toHaveProperty("blocked");
  expect(free.relation).toMatchObject({ following: false });
});

test("a list leaves out counts and reach: they stay as long as the relation does", () => {
  const known: Profile = { ...friend, private: true, counts: { following: 1, followers: 2, friends: 1 }, reach: { outcome: "message" } };
  expect(told(known, { ...friend, name: "Lou M." })).toEqual({ ...known, name: "Lou M." });
  const left = told(known, lou);
  expect(left).toEqual({ ...lou, private: true });
  expect(told({ ...known, blocked: true }, friend)).toEqual({ ...friend, private: true });
});
