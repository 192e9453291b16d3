import { fileURLToPath } from "node:url";
import { clean } from "./support/clean";
import { expect, test } from "./support/test";

const sun = fileURLToPath(new URL("../../internal/media/testdata/moving.gif", import.meta.url));

test("a GIF moves until one stops it, and waits for who wants little motion", { tag: "@anywhere" }, async ({ people, device }) => {
  test.slow(); // the server makes each picture in a process of its own
  const [lou, camille] = await people.signUpAll("Lou", "Camille");
  const talk = await people.conversation(lou, camille);
  await people.say(camille, talk, "Show me the sun");
  const his = await device(lou);
  await his.openConversation(talk, "Camille");
  await his.page.getByLabel("Add photos").setInputFiles(sun);
  await expect(his.page.getByRole("list", { name: "Photos to send" }).getByText("GIF")).toBeVisible({ timeout: 30_000 });
  await expect(his.page.getByRole("switch", { name: "Original quality" })).toBeHidden();
  await his.page.getByRole("button", { name: "Send", exact: true }).click();
  await expect(his.message(/GIF/)).toBeVisible();

  const hers = await device(camille, { reducedMotion: "reduce" });
  await hers.openInbox();
  await expect(hers.row("Lou")).toContainText("GIF", { timeout: 40_000 });
  await hers.openConversation(talk, "Lou");
  const moving = hers.message(/GIF/).locator("img[src$='/moving']");
  await hers.message(/GIF/).getByRole("button", { name: "Play GIF" }).click({ timeout: 30_000 });
  await expect(moving).toHaveJSProperty("naturalWidth", 160);
  await clean(hers, "a GIF that moves");
  await hers.message(/GIF/).getByRole("button", { name: "Pause GIF" }).click();
  await expect(moving).toHaveCount(0);
  await hers.message(/GIF/).getByRole("button", { name: "Open GIF" }).click();
  const viewer = hers.page.getByRole("dialog", { name: "Photos" });
  await viewer.getByRole("button", { name: "Play GIF" }).click();
  await expect(viewer.getByRole("link", { name: "Download" })).toHaveAttribute("download", /\.gif$/);
  await clean(hers, "a GIF over the whole screen");

  // Who wants motion sees it at once.
  await expect(his.message(/GIF/).getByRole("button", { name: "Pause GIF" })).toBeVisible();
});
