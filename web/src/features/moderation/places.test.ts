import { expect, test } from "vitest";
import { casePath, filterOf, placeOf, queuePath, type Filter } from "./places";

test.each<[string, ReturnType<typeof placeOf>]>([
  ["/moderation", { page: "queue" }],
  ["/moderation/", { page: "queue" }],
  ["/moderation/cases/0196", { page: "case", id: "0196" }],
  ["/moderation/figures", { page: "figures" }],
  ["/moderation/announcements", { page: "announcements" }],
  ["/moderation/log", { page: "log" }],
  ["/moderation/cases", { page: "nowhere" }],
  ["/moderation/cases/0196/more", { page: "nowhere" }],
  ["/moderation/elsewhere", { page: "nowhere" }],
])("%s leads somewhere", (path, place) => expect(placeOf(path)).toEqual(place));

test.each<Filter>([{ view: "open" }, { view: "mine" }, { view: "appealed", severity: "critical" }, { view: "open", severity: "low" }])(
  "a filter survives its address: %o",
  (filter) => {
    for (const address of [queuePath(filter), casePath("1", filter)]) expect(filterOf(address.split("?")[1] ?? "")).toEqual(filter);
  },
);

test("an address with a filter that there is not shows the whole queue", () => {
  expect(filterOf("view=all&severity=none")).toEqual({ view: "open" });
});
