import { clean } from "./support/clean";
import { expect, test } from "./support/test";

test("one keeps things for oneself, in a conversation that is on all one's devices and never unread @anywhere", async ({ people, device }) => {
  const [lou, camille] = [await people.signUp("Lou"), await people.signUp("Camille")];
  const talk = await people.conversation(lou, camille);
  await people.say(camille, talk, "The boat leaves at noon");
  const other = await device(lou);
  await other.openInbox();
  const his = await device(lou);

  await test.step("the pencil leads to it", async () => {
    await his.openInbox();
    await his.page.getByRole("link", { name: "New message" }).first().click();
    await expect(his.page.getByRole("heading", { name: "New message" })).toBeVisible();
    await clean(his, "the choice of whom to write to, oneself first");
    await his.page.getByRole("button", { name: "Saved" }).click();
    await expect(his.page.getByRole("heading", { name: "Saved" })).toBeVisible();
    await clean(his, "what one saves, before there is anything");
    await his.write("yourself", "Oat milk");
    await expect(his.message("Oat milk")).toBeVisible();
    await expect(his.inLog("Sent")).toBeVisible();
  });

  await test.step("it is the first that a message can be forwarded to", async () => {
    await his.openConversation(talk, "Camille");
    await his.act("The boat leaves at noon", "Forward");
    const sheet = his.page.getByRole("dialog", { name: "Forward to" });
    await expect(sheet.getByRole("checkbox").first()).toHaveAccessibleName("Saved");
    await sheet.getByRole("checkbox", { name: "Saved" }).check();
    await clean(his, "forwarding to oneself");
    await sheet.getByRole("button", { name: "Forward", exact: true }).click();
    await expect(his.page.getByText("Forwarded to Saved")).toBeVisible();
  });

  await test.step("another device has both, and nothing unread", async () => {
    await expect(other.row("Saved")).toContainText("The boat leaves at noon");
    await expect(other.row("Saved").getByText("unread")).toHaveCount(0);
    await clean(other, "an inbox with what one saves");
    await other.row("Saved").hover();
    await other.row("Saved").getByRole("button", { name: "Actions for Saved" }).press("Enter");
    await expect(other.page.getByRole("menuitem")).toHaveText(["Pin", "Archive", "Delete for me"]);
    await other.page.keyboard.press("Escape");
    await other.row("Saved").getByRole("link").click();
    await expect(other.message("Oat milk")).toBeVisible();
    await expect(other.message("The boat leaves at noon").getByText("Forwarded", { exact: true })).toBeVisible();
    await expect(other.page).toHaveTitle("Saved · Causerie");
  });

  await test.step("its name finds it", async () => {
    await his.openInbox();
    await his.page.getByRole("searchbox").fill("sav");
    await his.page.getByRole("button", { name: "Saved" }).click();
    await expect(his.message("Oat milk")).toBeVisible();
    await his.page.goto(`${his.page.url()}/details`);
    await expect(his.page.getByText("Only you see this, on all your devices.")).toBeVisible();
    await expect(his.page.getByRole("button", { name: "Mute" })).toHaveCount(0);
    await clean(his, "the details of what one saves");
  });
});
