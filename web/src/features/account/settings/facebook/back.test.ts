import { expect, it } from "vitest";
import { readBack } from "./back";

it("reads what Facebook leads back with", () => {
  expect(readBack("?code=AQ%2B1&state=XYZ")).toEqual({ code: "AQ+1", state: "XYZ" });
  expect(readBack("?error=access_denied&error_code=200&error_reason=user_denied&state=XYZ")).toEqual({ declined: true });
  expect(readBack("?code=AQ")).toBeUndefined();
  expect(readBack("")).toBeUndefined();
});
