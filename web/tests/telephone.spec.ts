import { readFileSync } from "node:fs";
import { clean } from "./support/clean";
import { expect, test } from "./support/test";

/** A photo as telephones write it, which this browser cannot show: 128 × 128, red, blue, yellow and pink. */
const heic = { name: "IMG_0001.HEIC", mimeType: "", buffer: readFileSync(new URL("../../internal/media/testdata/grid.heic", import.meta.url)) };

test("a photo of a telephone is sent as it is, and shown once the server has made it", { tag: "@anywhere" }, async ({ people, device }) => {
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
});
