import { describe, expect, it } from "vitest";
import { sha256 } from "@noble/hashes/sha2.js";
import { utf8ToBytes } from "@noble/hashes/utils.js";
import { solve, zeros } from "./solve";

describe("proof of work", () => {
  it("counts the zero bits that a hash begins with", () => {
    expect(zeros(Uint8Array.of(0x80, 0))).toBe(0);
    expect(zeros(Uint8Array.of(0x01, 0xff))).toBe(7);
    expect(zeros(Uint8Array.of(0, 0, 0x10))).toBe(19);
    expect(zeros(Uint8Array.of(0, 0))).toBe(16);
  });

  it("finds the first number that solves a challenge, as the server checks it", () => {
    const asked = { bits: 10, challenge: "a-challenge" };
    const n = solve(asked, 0, 1_000_000);
    expect(n).toBeDefined();
    expect(zeros(sha256(utf8ToBytes(`a-challenge:${n}`)))).toBeGreaterThanOrEqual(10);
    expect(solve(asked, 0, n ?? 0)).toBeUndefined();
  });
});
