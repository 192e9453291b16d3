import { expect, test } from "vitest";
import type { ConversationRow } from "@data";
import { recentPeople, unique } from "./people";

const person = (id: string) => ({ id, handle: id, name: id, bio: "" });
const row = (id: string, at: number) => ({ peer: person(id), preview: { at } }) as ConversationRow;

test("recent people come newest first, pinned or not", () => {
  expect(recentPeople([row("old", 1), row("new", 3), row("mid", 2)], 2).map((p) => p.id)).toEqual(["new", "mid"]);
});

test("nobody is listed twice", () => {
  expect(unique([person("a"), person("b"), person("a")]).map((p) => p.id)).toEqual(["a", "b"]);
});
