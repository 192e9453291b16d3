import { expect, test } from "vitest";
import type { CaseReport, LogEntry } from "@data/moderation";
import { alike, leading, said } from "./evidence";

const at = (minute: number) => `2026-05-05T20:${String(minute).padStart(2, "0")}:00Z`;
const entry = (seq: number, kind: LogEntry["kind"], content: LogEntry["content"], targetSeq?: number, sender = "kev"): LogEntry => ({ seq, kind, sender, content, targetSeq, createdAt: at(seq) });
const none = { cases: 0, decisions: 0, reportsFiled: 1, reportsConfirmed: 0 };
const report = (id: string, reason: CaseReport["reason"], ...texts: string[]): CaseReport => ({
  id,
  kind: texts.length > 0 ? "message" : "profile",
  reason,
  text: "",
  reporter: none,
  shown: { handle: "kev", name: "Kév", bio: "" },
  evidence: texts.map((text, i) => entry(i + 1, "message", { text })),
  createdAt: at(1),
});

test("a message is read as it is now, with what it said before each edit and since when", () => {
  const [one] = said([entry(1, "message", { text: "a" }), entry(3, "edit", { text: "c" }, 1), entry(2, "edit", { text: "b" }, 1)]);
  expect(one).toMatchObject({ text: "c", earlier: [{ text: "a", at: at(1) }, { text: "b", at: at(2) }] });
});

test("a person's last reaction counts, and none when they took it back", () => {
  const hearts = [entry(2, "reaction", { emoji: "❤️" }, 1, "ines"), entry(3, "reaction", { emoji: "😂" }, 1, "ines"), entry(4, "reaction", { emoji: "👍" }, 1)];
  expect(said([entry(1, "message", { text: "a" }), ...hearts])[0]?.reactions).toEqual([{ emoji: "😂", sender: "ines" }, { emoji: "👍", sender: "kev" }]);
  expect(said([entry(1, "message", { text: "a" }), ...hearts, entry(5, "reaction", { emoji: "" }, 1)])[0]?.reactions).toEqual([{ emoji: "😂", sender: "ines" }]);
});

test("what was unsent says so; what speaks of a message that is not there is left out", () => {
  expect(said([entry(1, "message", { text: "a" }), entry(2, "unsend", {}, 1), entry(3, "edit", { text: "x" }, 9)])).toMatchObject([{ seq: 1, erased: true }]);
});

test("the same words to several people are one matter, with every rule that was named", () => {
  const matters = alike([report("1", "scam", "Win a  PHONE"), report("2", "spam", "win a phone "), report("3", "scam", "Win a phone", "Now"), report("4", "impersonation"), report("5", "impersonation")]);
  expect(matters.map(({ reports, rules }) => [reports.map(({ id }) => id), rules])).toEqual([
    [["1", "2"], ["spam", "scam"]],
    [["3"], ["scam"]],
    [["4", "5"], ["impersonation"]],
  ]);
});

test("messages of other photos are not the same, although none of them has words", () => {
  const shows = (id: string): CaseReport => {
    const photo: LogEntry = { ...entry(1, "message", { type: "photos", text: "" }), photos: [{ id: `photo of ${id}`, small: "/s", large: "/l" }] };
    return { ...report(id, "sexual", ""), evidence: [photo] };
  };
  expect(said(shows("a").evidence)[0]?.photos).toHaveLength(1);
  expect(alike([shows("a"), shows("b"), shows("a")]).map(({ reports }) => reports.length)).toEqual([2, 1]);
});

test("what a sender says that a photo shows is read with it", () => {
  const sent = { id: "a", width: 1, height: 1, placeholder: "" };
  const photo: LogEntry = { ...entry(1, "message", { photos: [{ ...sent, alt: "You, as always" }, { ...sent, id: "b" }] }), photos: [{ id: "a", small: "/s", large: "/l" }, { id: "b", small: "/s", large: "/l" }] };
  expect(said([photo])[0]?.photos.map(({ alt }) => alt)).toEqual(["You, as always", undefined]);
});

test("a group that several people report is one matter as long as it showed the same", () => {
  const shows = (id: string, title: string, picture: string): CaseReport => ({
    ...report(id, "hate"),
    kind: "group",
    conversationId: "g",
    group: { title, avatar: { small: `/media/${picture}/96?s=${id}`, large: "/l" } },
  });
  const matters = alike([shows("1", "Bad club", "a"), shows("2", "Bad club", "a"), shows("3", "Nice club", "a"), shows("4", "Bad club", "b")]);
  expect(matters.map(({ reports }) => reports.map(({ id }) => id))).toEqual([["1", "2"], ["3"], ["4"]]);
});

test("a look stands with the first that was reported of its conversation, and once", () => {
  const of = (id: string, conversationId: string, text: string): CaseReport => ({ ...report(id, "hate", text), conversationId });
  const matters = alike([of("1", "a", "first"), of("2", "b", "second"), of("3", "a", "third"), of("4", "b", "fourth")]);
  expect(matters).toHaveLength(4);
  expect(leading(matters).map(({ first }) => first.id)).toEqual(["1", "2"]);
});
