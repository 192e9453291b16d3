// @vitest-environment jsdom
import { act, useLayoutEffect } from "react";
import { createRoot, type Root } from "react-dom/client";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Store } from "@data";
import { StoreProvider } from "@store";
import { useDraft } from "./useDraft";

const setDraft = vi.fn();
let root: Root;
let field: ReturnType<typeof useDraft>;

function Field({ saved, onField }: { saved: string; onField: (now: typeof field) => void }) {
  const now = useDraft("c", saved === "" ? undefined : { text: saved, updatedAt: "2026-01-01T00:00:00Z" }, undefined, false);
  useLayoutEffect(() => onField(now));
  return null;
}

const seen = (now: typeof field) => {
  field = now;
};

/** The conversation has this draft now. */
const draft = (saved: string) => act(() => root.render(<StoreProvider store={{ setDraft } as unknown as Store}><Field saved={saved} onField={seen} /></StoreProvider>));
const wait = (ms: number) => act(() => vi.advanceTimersByTime(ms));

beforeEach(() => {
  vi.stubGlobal("IS_REACT_ACT_ENVIRONMENT", true);
  vi.useFakeTimers();
  root = createRoot(document.createElement("div"));
});

afterEach(() => {
  act(() => root.unmount());
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test("what was kept before comes back late, and takes nothing out of the field", () => {
  draft("");
  act(() => field.write("The bank"));
  draft("The bank"); // is kept
  draft(""); // of a moment ago
  expect(field.text).toBe("The bank");
  wait(300);
  draft("The bank");
  wait(5000);
  expect(field.text).toBe("The bank");
});

test("a draft of another device comes into the field, and goes as it goes there", () => {
  draft("from there");
  expect(field.text).toBe("from there");
  draft("from there, and more");
  wait(1000);
  expect(field.text).toBe("from there, and more");
  draft("");
  wait(1000);
  expect(field.text).toBe("");
});

test("a draft of another device does not take the place of what is typed", () => {
  draft("");
  act(() => field.write("typed here"));
  draft("typed there");
  wait(1000);
  expect(field.text).toBe("typed here");
});

test("what was sent does not come back as a draft", () => {
  draft("");
  act(() => field.write("hello"));
  draft("hello");
  act(() => field.clear());
  expect([field.text, setDraft.mock.lastCall]).toEqual(["", ["c", undefined]]);
  draft("");
  draft("hello");
  wait(1000);
  expect(field.text).toBe("");
});
