import { expect, test } from "vitest";
import type { Case, LogEntry } from "@data/moderation";
import { allReported, candidatesOf, firstPick, removing, ticked } from "./removal";

const at = "2026-05-05T20:00:00Z";
const entry = (seq: number): LogEntry => ({ seq, kind: "message", sender: "kev", content: { text: `m${String(seq)}` }, createdAt: at });
const report = (id: string, kind: Case["reported"][number]["kind"], ...seqs: number[]): Case["reported"][number] => ({
  id,
  kind,
  conversationId: kind === "profile" ? undefined : "club",
  reason: "hate",
  text: "",
  reporter: { cases: 0, decisions: 0, reportsFiled: 1, reportsConfirmed: 0 },
  shown: { handle: "kev", name: "Kév", bio: "" },
  evidence: seqs.map(entry),
  createdAt: at,
});
const opened = (...reported: Case["reported"]): Pick<Case, "reported" | "removable"> => ({
  reported,
  removable: { messages: 2, parts: [{ part: "picture" }, { part: "name", groupId: "club", title: "Club", text: "Club" }] },
});

test("what came along with the report of a group is offered after what was reported, each once, and not ticked", () => {
  const candidates = candidatesOf(opened(report("a", "group", 1, 2, 3), report("b", "message", 3), report("c", "message", 3, 4), report("d", "profile")));
  expect(candidates.map(({ said, reported }) => [said.seq, reported])).toEqual([[3, true], [4, true], [1, false], [2, false]]);
  expect([...firstPick("remove_content", candidates)]).toEqual(["club 3", "club 4"]);
  expect(firstPick("suspend", candidates).size).toBe(0);
});

test("all that was reported is asked for as that, and what is ticked besides by its place", () => {
  const one = opened(report("a", "group", 1, 2), report("b", "message", 3, 4));
  const candidates = candidatesOf(one);
  const first = firstPick("remove_content", candidates);
  expect(removing(one, candidates, first)).toEqual({ reported: true });
  const more = ticked(first, ["club 1", "picture of "], true);
  expect(removing(one, candidates, more)).toEqual({ reported: true, messages: [{ conversationId: "club", seq: 1 }], parts: [{ part: "picture" }] });
  const fewer = ticked(more, ["club 3", "picture of "], false);
  expect(allReported(candidates, fewer)).toBe(false);
  expect(removing(one, candidates, ticked(fewer, ["name of club"], true))).toEqual({
    messages: [{ conversationId: "club", seq: 4 }, { conversationId: "club", seq: 1 }],
    parts: [{ part: "name", groupId: "club" }],
  });
});
