import { beforeEach, describe, expect, it } from "vitest";
import { toasts } from "./overlays";
import { toast } from "./toast";

beforeEach(() => toasts.set([]));

const texts = () => toasts.get().map((shown) => shown.text);

describe("toast", () => {
  it("shows at most two, the newest last", () => {
    toast("one");
    toast("two");
    toast("three");
    expect(texts()).toEqual(["two", "three"]);
  });

  it("does not say the same thing twice at once", () => {
    toast("again");
    toast("again");
    expect(texts()).toEqual(["again"]);
  });

  it("can be taken back", () => {
    const dismiss = toast("gone");
    dismiss();
    expect(texts()).toEqual([]);
  });
});
