import { fileURLToPath } from "node:url";
import { clean } from "./support/clean";
import { expect, test } from "./support/test";

const sun = fileURLToPath(new URL("../../internal/media/testdata/moving.gif", import.meta.url));

test("one makes a pack and sends a sticker, whose pack another adds and sends from", { tag: "@anywhere" }, async ({ people, device }) => {
  test.slow(); // the server makes each picture in a process of its own
  const [lou, camille] = await people.signUpAll("Lou", "Camille");
  const talk = await people.conversation(lou, camille);
  await people.say(camille, talk, "Show me the sun");
  const his = await device(lou);
  await his.openConversation(talk, "Camille");
  await his.page.getByRole("button", { name: "Add", exact: true }).click();
  await his.page.getByRole("menuitem", { name: "Sticker" }).click();
  await his.page.getByRole("button", { name: "Make a pack" }).click();
  await his.page.getByLabel("Name of the pack").fill("Suns");
  await his.page.getByRole("button", { name: "Go on" }).click();
  await expect(his.page.getByRole("button", { name: "Add a picture" })).toBeVisible();
  await his.page.getByLabel("Add a picture").last().setInputFiles(sun);
  await his.page.getByRole("dialog").getByRole("button", { name: "grinning face", exact: true }).click({ timeout: 30_000 });
  await expect(his.page.getByRole("img", { name: "Sticker: 😀" })).toBeVisible({ timeout: 30_000 });
  await clean(his, "a pack of one's own");
  await his.page.keyboard.press("Escape");
  await his.page.getByRole("button", { name: "Send the sticker 😀" }).click();
  await expect(his.message(/😀 Sticker/)).toBeVisible();
  await his.page.getByRole("button", { name: "Add", exact: true }).click();
  await his.page.getByRole("menuitem", { name: "Sticker" }).click();
  await expect(his.page.getByRole("heading", { name: "Recent" })).toBeVisible();
  await expect(his.page.getByRole("button", { name: "Send the sticker 😀" })).toHaveCount(2);
  await clean(his, "the stickers that one sends");

  const hers = await device(camille);
  await hers.openInbox();
  await expect(hers.row("Lou")).toContainText("😀 Sticker", { timeout: 30_000 });
  await hers.openConversation(talk, "Lou");
  await hers.message(/😀 Sticker/).getByRole("button", { name: "Sticker: 😀" }).click();
  await expect(hers.page.getByRole("dialog", { name: "Suns" }).getByText("1 sticker")).toBeVisible();
  await clean(hers, "the pack of a sticker");
  await hers.page.getByRole("button", { name: "Add these stickers" }).click();
  await hers.page.getByRole("button", { name: "Add", exact: true }).click();
  await hers.page.getByRole("menuitem", { name: "Sticker" }).click();
  await hers.page.getByRole("button", { name: "Send the sticker 😀" }).click();
  await expect(his.message(/😀 Sticker/)).toHaveCount(2, { timeout: 30_000 });
});
