import { expect, test } from "vitest";
import type { Conversation } from "@data";
import { isVeiled } from "./veiled";

const friend = { relation: { friend: true } };
const follower = { relation: { followsYou: true } };
type Talk = Pick<Conversation, "kind" | "request">;
const group: Talk = { kind: "group" };
const accepted: Talk = { kind: "direct" };
const asks: Talk = { kind: "direct", request: { state: "received" } };
const asked: Talk = { kind: "direct", request: { state: "sent" } };

test("in a group, the photos of who is no friend are veiled, also while it is not known who they are", () => {
  expect([friend, follower, {}, undefined].map((sender) => isVeiled(group, sender))).toEqual([false, true, true, true]);
});

test("of two, nothing is veiled once it is accepted; a request is", () => {
  expect([accepted, asked, asks].map((talk) => isVeiled(talk, {}))).toEqual([false, false, true]);
  expect(isVeiled(asks, friend)).toBe(false);
});

test("where the conversation is not known, only a friend is trusted", () => {
  expect([friend, {}].map((sender) => isVeiled(undefined, sender))).toEqual([false, true]);
});
