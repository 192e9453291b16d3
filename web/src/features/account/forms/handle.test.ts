import { describe, expect, it } from "vitest";
import { handleFault, normalizeHandle } from "./handle";

describe("a handle", () => {
  it("is taken as people type and paste it", () => {
    expect(normalizeHandle(" @Lou.Vasseur ")).toBe("lou.vasseur");
    expect(normalizeHandle("ＬＯＵ")).toBe("lou");
  });

  it.each([
    ["lou.vasseur", undefined],
    ["a_1", undefined],
    ["l", "short"],
    ["x".repeat(31), "long"],
    ["maïa", "characters"],
    ["lou vasseur", "characters"],
    [".lou", "dots"],
    ["lou..v", "dots"],
  ])("%s is %s", (handle, fault) => {
    expect(handleFault(handle)).toBe(fault);
  });
});
