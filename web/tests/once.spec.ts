import { clean } from "./support/clean";
import { picture } from "./support/picture";
import { expect, test } from "./support/test";

test("a photo is sent to be viewed once, opened once, and gone on all devices", { tag: "@anywhere" }, async ({ people, device }) => {
  test.slow(); // the server makes the picture in a process of its own
  const lou = await people.signUp("Lou");
  const camille = await people.signUp("Camille");
  const talk = await people.conversation(lou, camille);
  await people.say(camille, talk, "Show me the canal");
  const hers = await device(camille);
  await hers.openConversation(talk, "Lou");
  const his = await device(lou);
  await his.openConversation(talk, "Camille");

  await test.step("send it", async () => {
    await his.page.getByLabel("Add photos").setInputFiles([await picture(his.page, "boat.jpg", 300, 200, 200)]);
    await his.page.getByRole("button", { name: "View once" }).click();
    await expect(his.page.getByText("A screenshot of it can still be taken.")).toBeVisible();
    await clean(his, "a photo to be viewed once");
    await his.page.getByRole("button", { name: "Send", exact: true }).click();
    await expect(his.message(/View once/)).toBeVisible();
  });

  const chip = hers.message(/View once/).getByRole("button", { name: "Tap to view once" });
  await test.step("without a network it stays closed", async () => {
    await expect(chip).toBeVisible({ timeout: 40_000 });
    await expect(hers.message(/View once/).getByRole("img")).toHaveCount(0);
    await hers.page.context().setOffline(true);
    await chip.click();
    await expect(hers.page.getByText("To open this you need a connection.")).toBeVisible();
    await hers.page.context().setOffline(false);
  });

  await test.step("open it, and close it", async () => {
    await chip.press("Enter"); // what was said of the network may still lie above it
    const viewer = hers.page.getByRole("dialog", { name: "View once" });
    const shown = viewer.getByRole("img");
    await expect.poll(() => shown.evaluate((image: HTMLImageElement) => image.naturalWidth), { timeout: 30_000 }).toBe(300);
    await clean(hers, "a photo that is viewed once");
    const address = (await shown.getAttribute("src")) ?? "";
    await viewer.getByRole("button", { name: "Close" }).click();
    await expect(hers.message(/View once/).getByText("Opened", { exact: true })).toBeVisible();
    await expect(chip).toHaveCount(0);
    await expect(his.message(/View once/).getByText("Opened", { exact: true })).toBeVisible({ timeout: 20_000 });
    await expect.poll(() => hers.page.evaluate(async (at) => (await fetch(at)).status, address)).toBe(410);
  });

  await test.step("another device does not get it either", async () => {
    const tablet = await device(camille);
    await tablet.openConversation(talk, "Lou");
    await expect(tablet.message(/View once/).getByText("Opened", { exact: true })).toBeVisible({ timeout: 20_000 });
    await expect(tablet.message(/View once/).getByRole("button", { name: "Tap to view once" })).toHaveCount(0);
  });
});
