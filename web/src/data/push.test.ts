import { expect, it } from "vitest";
import { abilityIn, type Surroundings } from "./push";

const phone = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X)";
const tablet = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)";
const able: Surroundings = { worker: true, push: true, permission: "default", userAgent: "Mozilla/5.0 (X11; Linux)", touch: 0, installed: false };

it.each<[string, Partial<Surroundings>, string]>([
  ["who was not asked yet", {}, "ask"],
  ["who allowed it", { permission: "granted" }, "ready"],
  ["who refused", { permission: "denied" }, "denied"],
  ["a browser without push messages", { push: false }, "unsupported"],
  ["a browser without service workers", { worker: false }, "unsupported"],
  ["a browser without notifications", { permission: undefined }, "unsupported"],
  ["an iPhone's browser", { push: false, permission: undefined, userAgent: phone, touch: 5 }, "install"],
  ["an iPad's browser, which calls itself a Mac", { push: false, userAgent: tablet, touch: 5 }, "install"],
  ["an old Mac's browser", { push: false, userAgent: tablet }, "unsupported"],
  ["the app on an old iPhone's Home Screen", { push: false, userAgent: phone, touch: 5, installed: true }, "unsupported"],
  ["the app on an iPhone's Home Screen", { userAgent: phone, touch: 5, installed: true }, "ask"],
])("knows of %s", (_, changes, ability) => {
  expect(abilityIn({ ...able, ...changes })).toBe(ability);
});
