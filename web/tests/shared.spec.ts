import { clean } from "./support/clean";
import { expect, test } from "./support/test";

test("a profile is sent from its page and from a conversation, and shows to each what they may see", { tag: "@anywhere" }, async ({ people, device }) => {
  const [lou, camille, sam, zoe] = await people.signUpAll("Lou", "Camille", "Sam", "Zoe");
  const talk = await people.conversation(lou, camille);
  await people.say(camille, talk, "Who plays the bass?");
  const his = await device(lou);

  await test.step("from its page", async () => {
    await his.page.goto(`/@${sam.handle}`);
    await his.page.getByRole("button", { name: "More" }).click();
    await his.page.getByRole("menuitem", { name: "Send profile…" }).click();
    const sheet = his.page.getByRole("dialog", { name: "Send the profile of Sam" });
    await sheet.getByRole("checkbox", { name: "Camille" }).check();
    await sheet.getByRole("button", { name: "Send", exact: true }).click();
    await expect(his.page.getByText("Sent to Camille")).toBeVisible();
  });

  await test.step("from the tray", async () => {
    await his.openConversation(talk, "Camille");
    await his.page.getByRole("button", { name: "Add", exact: true }).click();
    await his.page.getByRole("menuitem", { name: "Profile" }).click();
    const sheet = his.page.getByRole("dialog", { name: "Send a profile" });
    await sheet.getByRole("searchbox").fill(zoe.handle);
    await sheet.getByRole("radio", { name: "Zoe" }).check();
    await clean(his, "choosing a profile");
    await sheet.getByRole("button", { name: "Send", exact: true }).click();
    await expect(his.page.getByRole("link", { name: "Profile of Zoe" })).toBeVisible();
  });

  await people.call("PUT", `/v1/accounts/${camille.id}/block`, undefined, zoe.token);
  const hers = await device(camille);
  await test.step("follow one, and be shown nothing of who blocks", async () => {
    await hers.openInbox();
    await expect(hers.row("Lou")).toContainText("Profile");
    await hers.openConversation(talk, "Lou");
    await expect(hers.page.getByText("Not available")).toBeVisible();
    await expect(hers.page.getByRole("link", { name: "Profile of Zoe" })).toHaveCount(0);
    await hers.page.getByRole("button", { name: "Follow, Sam" }).click();
    await expect(hers.page.getByText("Following", { exact: true })).toBeVisible();
    await clean(hers, "profiles in a conversation");
    await hers.page.getByRole("link", { name: "Profile of Sam" }).click();
    await expect(hers.page).toHaveURL(new RegExp(`/@${sam.handle}$`));
  });
});
