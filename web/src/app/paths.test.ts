import { describe, expect, it } from "vitest";
import { conversationOf, hasBar, safeIntended, tabOf } from "./paths";

describe("tabOf", () => {
  it.each([
    ["/inbox/archived", "inbox"],
    ["/c/abc", "inbox"],
    ["/friends", "friends"],
    ["/friends/suggested", "friends"],
    ["/@lou", "friends"],
    ["/settings/privacy", "profile"],
  ] as const)("%s belongs to %s", (path, tab) => expect(tabOf(path)).toBe(tab));
});

describe("conversationOf", () => {
  it("reads the id and whether details are open", () => {
    expect(conversationOf("/c/abc")).toEqual({ id: "abc", details: false });
    expect(conversationOf("/c/abc/details")).toEqual({ id: "abc", details: true });
  });
  it("is nothing elsewhere", () => expect(conversationOf("/inbox")).toBeUndefined());
});

describe("hasBar", () => {
  it("hides inside a conversation, shows on tabs", () => {
    expect(hasBar("/c/abc")).toBe(false);
    expect(hasBar("/inbox")).toBe(true);
    expect(hasBar("/@lou")).toBe(true);
    expect(hasBar("/@lou/followers")).toBe(false);
    expect(hasBar("/friends/code")).toBe(false);
    expect(hasBar("/inbox/requests/hidden")).toBe(true);
    expect(hasBar("/inbox/requests/select")).toBe(false);
  });
});

describe("safeIntended", () => {
  it("keeps an address of ours", () => expect(safeIntended("/c/abc?x=1")).toBe("/c/abc?x=1"));
  it.each([null, "", "//evil.example", "https://evil.example", "/signin?next=1", "/"])("sends %s to the inbox", (path) => expect(safeIntended(path)).toBe("/inbox"));
});
