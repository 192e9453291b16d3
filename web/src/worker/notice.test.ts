import { describe, expect, it } from "vitest";
import { looksAt, noteOf, noticeOf, tagOf, type Note } from "./notice";

const of = (note: Note, ...browser: string[]) => noticeOf(note, browser);

describe("what a push message becomes", () => {
  it.each([
    ["all", { kind: "message", conversation: "x", name: "Bob", text: "hello", count: 1 }, "Bob", "hello"],
    ["several", { kind: "message", conversation: "x", name: "Bob", text: "hello", count: 3 }, "Bob", "hello\n3 new messages"],
    ["who in a group", { kind: "message", conversation: "x", name: "Bob", group: "Choir", text: "hello", count: 1 }, "Bob · Choir", "hello"],
    ["who", { kind: "message", conversation: "x", name: "Bob", count: 2 }, "Bob", "2 new messages"],
    ["nothing", { kind: "message", conversation: "x", count: 1 }, "Causerie", "New message"],
    ["a profile", { kind: "message", conversation: "x", name: "Bob", shows: "profile", count: 1 }, "Bob", "Profile"],
    ["a place", { kind: "message", conversation: "x", name: "Bob", shows: "location", count: 1 }, "Bob", "📍 Location"],
    ["what shows a later kind", { kind: "message", conversation: "x", name: "Bob", shows: "story", count: 1 }, "Bob", "New message"],
    ["very many", { kind: "message", conversation: "x", count: 100 }, "Causerie", "More than 99 new messages"],
    ["a request", { kind: "request", silent: true }, "Causerie", "You have a message request"],
    ["what came at night", { kind: "missed", count: 5 }, "Causerie", "5 messages came while it was quiet"],
    ["one that came at night", { kind: "missed", count: 1 }, "Causerie", "A message came while it was quiet"],
    ["a kind of later", { kind: "story" as Note["kind"] }, "Causerie", "New message"],
  ] satisfies [string, Note, string, string][])("tells %s", (_, note, title, body) => {
    expect(of(note)).toMatchObject({ title, body });
  });

  it("speaks the person's language, else the browser's, else English", () => {
    const request: Note = { kind: "request" };
    expect(of({ ...request, language: "fr" }, "en")?.body).toBe("Vous avez une demande de message");
    expect(of(request, "de-DE", "fr-CA")?.body).toBe("Vous avez une demande de message");
    expect(of({ ...request, language: "" }, "de")?.body).toBe("You have a message request");
  });

  it("opens what it speaks of", () => {
    expect(of({ kind: "message", conversation: "x" })?.path).toBe("/c/x");
    expect(of({ kind: "message" })?.path).toBe("/inbox");
    expect(of({ kind: "request", conversation: "x" })?.path).toBe("/inbox/requests");
    expect(of({ kind: "missed" })?.path).toBe("/inbox");
    expect(of({ kind: "test" })?.path).toBe("/settings/notifications");
  });

  it("shows nothing where it clears, and clears what was told of the same conversation", () => {
    expect(of({ kind: "clear", conversation: "x" })).toBeUndefined();
    expect(tagOf({ kind: "clear", conversation: "x" })).toBe(of({ kind: "message", conversation: "x" })?.tag);
    expect(tagOf({ kind: "clear", conversation: "y" })).not.toBe(of({ kind: "message", conversation: "x" })?.tag);
  });

  it.each([[undefined], [""], ["null"], ["3"], ["{}"], ["<html>"]])("takes %j for a message", (text) => {
    expect(noteOf(text)).toEqual({ kind: "message" });
  });

  it("leaves who looks at the app alone", () => {
    const seen = [{ focused: true, visibilityState: "visible" }];
    expect(looksAt(seen, { kind: "message" })).toBe(true);
    expect(looksAt(seen, { kind: "test" })).toBe(false);
    expect(looksAt([{ focused: false, visibilityState: "visible" }], { kind: "message" })).toBe(false);
    expect(looksAt([], { kind: "message" })).toBe(false);
  });
});
