// @vitest-environment jsdom
import { i18n } from "@lingui/core";
import { expect, test } from "vitest";
import { messages as first } from "./fr/messages.po";
import { messages as more } from "./fr/more.po";
import { activate, withTexts } from "./language";

const later = Object.keys(more).find((id) => !(id in first)) ?? "";

test("the texts of later screens come with the first of them, and with each language from then on", async () => {
  expect(later).not.toBe("");
  await activate("fr");
  expect(i18n.messages).not.toHaveProperty(later);

  await expect(withTexts(Promise.resolve("a screen"))).resolves.toBe("a screen");
  expect(i18n.messages[later]).toEqual(more[later]);

  await activate("en");
  expect(i18n.messages).toHaveProperty(later);
  await activate("fr");
  expect(i18n.messages[later]).toEqual(more[later]);
});
