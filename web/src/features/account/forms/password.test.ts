import { expect, it } from "vitest";
import { passwordStrength } from "./password";

it.each([
  ["1234567", "short"],
  ["aaaaaaaaaaaa", "weak"],
  ["12345678", "weak"],
  ["loulou99", "weak"],
  ["lou.vasseur1", "weak"],
  ["canalsamedi", "fair"],
  ["canal-saturday", "strong"],
  ["the seat across from you is free", "strong"],
  ["Canal7-Guinguette!", "strong"],
])("%s is %s", (password, strength) => {
  expect(passwordStrength(password, "lou.vasseur")).toBe(strength);
});
