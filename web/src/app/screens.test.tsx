// @vitest-environment jsdom
import { Suspense } from "react";
import { flushSync } from "react-dom";
import { createRoot } from "react-dom/client";
import { expect, it, vi } from "vitest";
import { chunk, screen } from "./screens";

const module = { Inbox: () => "inbox" };

function shown(part: ReturnType<typeof chunk<typeof module>>) {
  const Inbox = screen(part, (m) => m.Inbox);
  const host = document.createElement("div");
  flushSync(() => createRoot(host).render(<Suspense fallback="waiting"><Inbox /></Suspense>));
  return host;
}

it("shows a screen at once when its code is here", async () => {
  const part = chunk(() => Promise.resolve(module));
  await part.load();
  expect(shown(part).textContent).toBe("inbox");
});

it("shows the fallback until the code of a screen is here", async () => {
  const host = shown(chunk(() => Promise.resolve(module)));
  expect(host.textContent).toBe("waiting");
  await vi.waitFor(() => expect(host.textContent).toBe("inbox"), { timeout: 20_000 });
});

it("asks again for code that could not be had", async () => {
  const from = vi.fn().mockRejectedValueOnce(new TypeError("no network")).mockResolvedValue(module);
  const part = chunk<typeof module>(from);
  await expect(part.load()).rejects.toThrow("no network");
  expect(part.here).toBeUndefined();
  await part.load();
  expect(part.here).toBe(module);
});
