// @vitest-environment jsdom
import { beforeAll, describe, expect, test, vi } from "vitest";
import { Problem } from "@data";
import { activate } from "@i18n";
import { problemText, reachText } from "./problems";

/** Every code that the server answers with on purpose, but for those that only the forms of accounts get. */
const CODES = [
  "network",
  "unauthenticated",
  "rate_limited",
  "unavailable",
  "storage_full",
  "storage_read_only",
  "not_found",
  "not_yours",
  "cross_origin",
  "too_large",
  "unsupported_media",
  "invalid",
  "too_many_attempts",
  "age",
  "recent_sign_in_needed",
  "image_invalid",
  "video_invalid",
  "video_too_long",
  "videos_off",
  "not_accepting",
  "request_limit",
  "text_only",
  "country",
  "suspended",
  "limited",
  "report_limit",
  "too_many_members",
  "too_many_groups",
  "not_admin",
  "admins_write",
  "not_member",
  "not_request",
  "private",
  "too_many_pins",
  "poll_closed",
  "edit_expired",
  "erased",
  "too_many_changes",
  "too_long",
  "too_many_hidden",
  "invalid_text",
  "empty",
];

const text = (code: string) => problemText(new Problem({ code, status: 400 }));

describe.each(["en", "fr"] as const)("in %s", (language) => {
  beforeAll(() => activate(language));

  test("each code has a sentence of its own", () => {
    const sentences = CODES.map(text);
    expect(new Set(sentences).size).toBeGreaterThan(CODES.length - 3);
    for (const sentence of sentences) expect(sentence).not.toBe(text("internal"));
  });

  test("what is unknown reads like a failure of ours", () => {
    expect(text("something_new")).toBe(problemText(new TypeError("x is undefined")));
  });
});

test("a refusal reads the same whatever its reason, in both languages", async () => {
  await activate("en");
  expect(text("not_accepting")).toBe("This person isn’t accepting this message.");
  await activate("fr");
  expect(text("not_accepting")).toBe("Cette personne ne reçoit pas ce message.");
});

test("a budget says when it opens again, a full request that it waits for the other", async () => {
  vi.useFakeTimers({ toFake: ["Date"], now: new Date(2026, 4, 5, 22, 0) });
  await activate("en");
  const limit = (retryAt?: Date) => reachText({ outcome: "none", code: "request_limit", retryAt: retryAt?.toISOString() });
  expect(limit(new Date(2026, 4, 5, 23, 30))).toMatch(/The next one can leave today at (23:30|11:30\s?pm)\./);
  expect(limit(new Date(2026, 4, 6, 9, 5))).toMatch(/The next one can leave tomorrow at (09:05|9:05\s?am)\./);
  expect(limit()).toBe("They haven’t answered yet. You can write again once they accept.");
  vi.useRealTimers();
});

test("before one writes, a block, a setting and an age read the same", async () => {
  await activate("en");
  expect(reachText({ outcome: "none", code: "not_accepting" })).toBe("This person isn’t accepting this message.");
  expect(reachText({ outcome: "none" })).toBe("This person isn’t accepting this message.");
  expect(reachText({ outcome: "none", code: "age" })).toBe("Messages aren’t open at your age yet.");
});
