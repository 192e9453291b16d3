import { readFileSync } from "node:fs";
import { clean } from "./support/clean";
import { picture } from "./support/picture";
import { expect, test } from "./support/test";

/** A photo as telephones write it, which this browser cannot show: 128 × 128, red, blue, yellow and pink. */
const heic = { name: "IMG_0001.HEIC", mimeType: "", buffer: readFileSync(new URL("../../internal/media/testdata/grid.heic", import.meta.url)) };

test("a photo of a telephone is sent as it is, and one in its original quality can be fetched in full", { tag: "@anywhere" }, async ({ people, device }) => {
  test.slow(); // the server makes each picture in a process of its own
  const [lou, camille] = await people.signUpAll("Lou", "Camille");
  const talk = await people.conversation(lou, camille);
  await people.say(camille, talk, "Show me the canal");
  const his = await device(lou);
  await his.openConversation(talk, "Camille");
  const chosen = his.page.getByRole("list", { name: "Photos to send" });
  const send = his.page.getByRole("button", { name: "Send", exact: true });

  await his.page.getByLabel("Add photos").setInputFiles(heic);
  await expect(chosen.getByText("IMG_0001.HEIC")).toBeVisible({ timeout: 30_000 });
  await clean(his, "a photo that cannot be shown yet");
  await send.click();
  await expect(his.message(/Photo/).locator("img")).toHaveJSProperty("naturalWidth", 128, { timeout: 40_000 });

  await his.page.getByLabel("Add photos").setInputFiles(await picture(his.page, "boat.jpg", 2600, 1300, 200));
  const quality = his.page.getByRole("switch", { name: "Original quality" });
  await expect(quality).not.toBeChecked({ timeout: 30_000 });
  await his.page.getByText("Original quality").click();
  await clean(his, "a photo that is sent in its original quality");
  await his.field("Camille").fill("The boat");
  await send.click();
  const hers = await device(camille);
  await hers.openConversation(talk, "Lou");
  const boat = hers.message(/The boat/);
  await boat.getByRole("button", { name: "Open photo" }).click({ timeout: 40_000 });
  const viewer = hers.page.getByRole("dialog", { name: "Photos" });
  const shown = viewer.locator("img");
  await expect(shown).toHaveJSProperty("naturalWidth", 2048, { timeout: 30_000 });
  await clean(hers, "a photo that can be fetched in full");
  await viewer.getByRole("button", { name: /^Original \(/ }).click();
  await expect(shown).toHaveJSProperty("naturalWidth", 2600, { timeout: 30_000 });
  await expect(viewer.getByRole("link", { name: "Download" })).toHaveAttribute("href", /\/original$/);
});
