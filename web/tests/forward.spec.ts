import { clean } from "./support/clean";
import { expect, test } from "./support/test";

test("a message goes on to two others at once, and does not say whose it was @anywhere", async ({ people, device }) => {
  const [lou, camille, sami, nour] = [await people.signUp("Lou"), await people.signUp("Camille"), await people.signUp("Sami"), await people.signUp("Nour")];
  const talk = await people.conversation(lou, camille);
  const further = await people.conversation(lou, sami);
  await people.say(lou, further, "Any news?");
  await people.say(camille, talk, "The boat leaves at noon");
  await people.befriend(lou, nour);
  const his = await device(lou);
  const sheet = his.page.getByRole("dialog", { name: "Forward to" });
  await his.openConversation(talk, "Camille");

  await test.step("choose one of the latest, and find another by name", async () => {
    await his.act("The boat leaves at noon", "Forward");
    await expect(sheet.getByRole("checkbox", { name: "Sami" })).toBeVisible();
    await clean(his, "choosing to whom a message goes on");
    await sheet.getByRole("checkbox", { name: "Sami" }).check();
    await sheet.getByRole("searchbox").fill("nour");
    await sheet.getByRole("checkbox", { name: "Nour" }).check();
    await sheet.getByRole("button", { name: "Forward (2)" }).click();
    await expect(his.page.getByText("Forwarded to 2 conversations")).toBeVisible();
    await expect(sheet).toBeHidden();
  });

  await test.step("both have it, without a name", async () => {
    for (const one of [sami, nour]) {
      const theirs = await device(one);
      await theirs.openInbox();
      await theirs.row("Lou").getByRole("link").click();
      const message = theirs.message("The boat leaves at noon");
      await expect(message.getByText("Forwarded", { exact: true })).toBeVisible();
      await expect(theirs.page.getByText("Camille")).toHaveCount(0);
      if (one === sami) await clean(theirs, "a forwarded message");
    }
  });

  await test.step("who refuses it is named, and it waits there as what could not leave", async () => {
    await people.call("PUT", `/v1/accounts/${lou.id}/block`, undefined, sami.token);
    await his.act("The boat leaves at noon", "Forward");
    await sheet.getByRole("checkbox", { name: "Sami" }).check();
    await sheet.getByRole("button", { name: "Forward", exact: true }).click();
    await expect(his.page.getByText("Not forwarded to Sami.")).toBeVisible();
  });
});
