import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Drafts } from "./drafts";
import type { DraftText } from "./store";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** Drafts over a storage that takes its time. */
function slow(wait: number) {
  const known = new Map<string, DraftText>();
  const writes: string[] = [];
  const drafts = new Drafts(
    (id) => known.get(id),
    async (id, draft) => {
      writes.push(draft.text);
      await new Promise((resolve) => setTimeout(resolve, wait));
      if (draft.text === "") known.delete(id);
      else known.set(id, draft);
    },
  );
  return { drafts, known, writes };
}

test("a draft is kept once one stops typing", async () => {
  const { drafts, known, writes } = slow(10);
  for (const text of ["S", "Sa", "Samedi"]) drafts.set("one", { text });
  await vi.advanceTimersByTimeAsync(700);
  expect(writes).toEqual(["Samedi"]);
  expect(known.get("one")?.text).toBe("Samedi");
});

test("a draft that is sent while it is on its way to storage does not come back", async () => {
  const { drafts, known } = slow(200);
  drafts.set("one", { text: "Samedi" });
  await vi.advanceTimersByTimeAsync(650);
  drafts.set("one", undefined);
  await vi.advanceTimersByTimeAsync(1000);
  expect(known.has("one")).toBe(false);
});

test("what is known already is not written again, nor nothing over nothing", async () => {
  const { drafts, writes } = slow(10);
  drafts.set("one", undefined);
  await vi.advanceTimersByTimeAsync(100);
  drafts.set("one", { text: "Samedi" });
  await vi.advanceTimersByTimeAsync(1000);
  drafts.set("one", { text: "Samedi" });
  await vi.advanceTimersByTimeAsync(1000);
  expect(writes).toEqual(["Samedi"]);
});
