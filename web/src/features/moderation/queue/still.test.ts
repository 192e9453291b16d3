import { expect, test } from "vitest";
import { joined, newIn, still } from "./still";

const row = (id: string, claim?: string) => ({ id, claim });

test("rows that are looked at stay in their places, each as it is now", () => {
  const shown = [row("a"), row("b"), row("c")];
  const latest = [row("new"), row("c", "meg"), row("a")];
  expect(still(shown, latest)).toEqual([row("a"), row("b"), row("c", "meg")]);
  expect(newIn(shown, latest)).toBe(1);
  expect(newIn(latest, latest)).toBe(0);
});

test("what moved from one page to the next stands once", () => {
  expect(joined([row("a"), row("b")], [row("b"), row("c")]).map(({ id }) => id)).toEqual(["a", "b", "c"]);
  expect(joined(undefined, [row("a")])).toEqual([row("a")]);
});
