import { expect, it, vi } from "vitest";
import { Value, until } from "./readable";

it("waits until a value is as wanted, then stops watching", async () => {
  const ended = vi.fn();
  const value = new Value(1, () => ended);
  const seen: string[] = [];
  const waiting = until(value, (now) => now > 2).then(() => seen.push("there"));
  value.set(2);
  await Promise.resolve();
  expect(seen).toEqual([]);
  expect(ended).not.toHaveBeenCalled();
  value.set(3);
  await waiting;
  expect(seen).toEqual(["there"]);
  expect(ended).toHaveBeenCalledOnce();
});

it("does not wait for what is so already", async () => {
  await until(new Value("ready"), (now) => now === "ready");
});
