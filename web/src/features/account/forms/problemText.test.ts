// @vitest-environment jsdom
import { beforeAll, describe, expect, test } from "vitest";
import { Problem } from "@data";
import { activate, withTexts } from "@i18n";
import { problemText as anyProblem } from "@store";
import { problemText } from "./problemText";

/** Those that only the forms of accounts get. */
const CODES = [
  "bad_credentials",
  "handle_taken",
  "handle_confusable",
  "handle_invalid",
  "password_weak",
  "birth_date_invalid",
  "last_sign_in_method",
  "passkey_failed",
  "ceremony_expired",
  "passkey_known",
  "passkeys_full",
  "passkeys_unavailable",
  "passkey_cancelled",
  "removed_before",
];

describe.each(["en", "fr"] as const)("in %s", (language) => {
  beforeAll(async () => {
    await activate(language);
    await withTexts(Promise.resolve());
  });

  test("each code of an account has a sentence of its own", () => {
    const sentences = CODES.map((code) => problemText(new Problem({ code, status: 400 })));
    expect(new Set(sentences).size).toBe(CODES.length - 1);
    for (const sentence of sentences) expect(sentence).not.toBe(anyProblem(new Problem({ code: "internal", status: 500 })));
  });

  test("everything else reads as elsewhere", () => {
    for (const code of ["network", "image_invalid", "something_new"]) {
      const problem = new Problem({ code, status: 400 });
      expect(problemText(problem)).toBe(anyProblem(problem));
    }
  });
});
