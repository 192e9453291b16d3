import { describe, expect, it } from "vitest";
import { BARS, waveformOf } from "./record";

describe("the waveform of a recording", () => {
  it("has a bar for each level of a short one, the loudest at the top", () => {
    expect(waveformOf([10, 20, 40])).toEqual([25, 50, 100]);
  });

  it("has no more bars than are sent, each the loudest of its part", () => {
    const levels = Array.from({ length: 1000 }, (_, i) => (i === 500 ? 80 : 8));
    const bars = waveformOf(levels);
    expect(bars).toHaveLength(BARS);
    expect(bars.filter((bar) => bar === 100)).toHaveLength(1);
    expect(bars.filter((bar) => bar === 10)).toHaveLength(BARS - 1);
  });

  it("stays flat where nothing was heard", () => {
    expect(waveformOf([0, 0])).toEqual([0, 0]);
    expect(waveformOf([])).toEqual([]);
  });
});
