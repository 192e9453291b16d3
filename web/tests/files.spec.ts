import { clean } from "./support/clean";
import { expect, test } from "./support/test";

test("a file leaves after a reload, as it is, and is saved on the other side", { tag: "@anywhere" }, async ({ people, device }) => {
  const lou = await people.signUp("Lou");
  const camille = await people.signUp("Camille");
  const talk = await people.conversation(lou, camille);
  await people.say(camille, talk, "Do you have the plan?");
  const his = await device(lou);
  await his.openConversation(talk, "Camille");
  const plan = Buffer.alloc(300_000, "the plan of the boat ");
  const asked = his.page.getByRole("alertdialog");
  const sent = his.message(/plan\.pdf/);

  await test.step("say that a photo keeps what it tells, and think better of it", async () => {
    await his.page.getByLabel("Add files").setInputFiles([{ name: "boat.jpg", mimeType: "image/jpeg", buffer: plan }]);
    await expect(asked.getByText("keeps what it tells, such as where it was taken")).toBeVisible();
    await clean(his, "a photo that is to be sent as a file");
    await asked.getByRole("button", { name: "Cancel" }).click();
  });

  await test.step("choose a file while nothing can be uploaded, and reload", async () => {
    await his.page.route("**/v1/uploads", (route) => route.abort());
    await his.page.getByLabel("Add files").setInputFiles([{ name: "plan.pdf", mimeType: "application/pdf", buffer: plan }]);
    await expect(asked.getByText("plan.pdf 300 kB")).toBeVisible();
    await asked.getByRole("button", { name: "Send", exact: true }).click();
    await expect(sent.getByRole("button", { name: "Cancel sending" })).toBeVisible();
    await clean(his, "a file on its way");
    await his.page.reload();
    await expect(sent.getByRole("button", { name: "Cancel sending" })).toBeVisible();
    await his.page.unroute("**/v1/uploads");
    await expect(his.inLog("Sent")).toBeVisible({ timeout: 40_000 });
  });

  await test.step("save it on the other side", async () => {
    const hers = await device(camille);
    await hers.openInbox();
    await expect(hers.row("Lou")).toContainText("plan.pdf");
    await hers.row("Lou").getByRole("link").click();
    const link = hers.page.getByRole("link", { name: "Save plan.pdf, 300 kB" });
    await expect(link).toBeVisible();
    await clean(hers, "a file");
    const [download] = await Promise.all([hers.page.waitForEvent("download"), link.click()]);
    expect(download.suggestedFilename()).toBe("plan.pdf");
    const stream = await download.createReadStream();
    const got: Buffer[] = [];
    for await (const part of stream) got.push(part as Buffer);
    expect(Buffer.concat(got).equals(plan)).toBe(true);
  });
});
