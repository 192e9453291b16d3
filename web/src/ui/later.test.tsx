// @vitest-environment jsdom
import { Component, Suspense, type ReactNode } from "react";
import { createRoot } from "react-dom/client";
import { expect, it, vi } from "vitest";
import { askAgain, later } from "./later";

class Caught extends Component<{ children: ReactNode }, { failed: boolean }> {
  override state = { failed: false };
  static getDerivedStateFromError = () => ({ failed: true });
  override render = () => (this.state.failed ? "failed" : this.props.children);
}

const says = (host: HTMLElement, text: string) => vi.waitFor(() => expect(host.textContent).toBe(text), { timeout: 20_000 });

it("asks for code that could not be had when it is told to, and not before", async () => {
  vi.spyOn(console, "error").mockImplementation(() => undefined);
  const load = vi.fn<() => Promise<{ default: () => string }>>().mockRejectedValueOnce(new TypeError("no network")).mockResolvedValue({ default: () => "here" });
  const Part = later(load);
  const show = () => {
    const host = document.createElement("div");
    createRoot(host).render(<Caught><Suspense fallback="waiting"><Part /></Suspense></Caught>);
    return host;
  };
  const first = show();
  await says(first, "failed");
  const second = show();
  await says(second, "failed");
  expect(load).toHaveBeenCalledTimes(1);
  askAgain();
  const third = show();
  await says(third, "here");
  expect(load).toHaveBeenCalledTimes(2);
});
