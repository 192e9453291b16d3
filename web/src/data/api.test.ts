import { expect, test, vi } from "vitest";
import { createApi } from "./api";

test("a request that is never answered is given up, as if the network had failed", async () => {
  const clock = new AbortController();
  vi.spyOn(AbortSignal, "timeout").mockReturnValue(clock.signal);
  const api = createApi({
    baseUrl: "http://test.local",
    fetch: (_request, init) => new Promise((_resolve, reject) => init?.signal?.addEventListener("abort", () => reject(init.signal?.reason as Error))),
  });
  const answer = api.getMe();
  clock.abort(new DOMException("too late", "TimeoutError"));
  await expect(answer).rejects.toMatchObject({ status: 0, code: "network" });
});
