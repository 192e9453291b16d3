import { expect, test } from "./support/test";

test("reply, react, edit and unsend show on both sides", async ({ people, device }) => {
  const lou = await people.signUp("Lou");
  const camille = await people.signUp("Camille");
  const talk = await people.conversation(lou, camille);
  await people.say(camille, talk, "Who brings the tablecloth?");
  const his = await device(lou);
  const hers = await device(camille);
  await his.openConversation(talk, "Camille");
  await hers.openConversation(talk, "Lou");

  await his.act("Who brings the tablecloth?", "Reply");
  await expect(his.page.getByText("Replying to Camille")).toBeVisible();
  await his.write("Camille", "I dew");
  await expect(hers.message("I dew").getByRole("button", { name: /Who brings the tablecloth/ })).toBeVisible();

  await his.act("I dew", "Edit");
  await expect(his.field("Camille")).toHaveValue("I dew");
  await his.field("Camille").fill("I do");
  await his.page.getByRole("button", { name: "Save" }).click();
  await expect(hers.message("I do")).toContainText("edited");
  await expect(hers.message("I dew")).toHaveCount(0);

  await hers.react("I do", "❤️");
  await expect(his.page.getByRole("button", { name: "❤️ from Camille" })).toBeVisible();
  await hers.react("I do", "😂");
  await expect(his.page.getByRole("button", { name: "😂 from Camille" })).toBeVisible();
  await expect(his.page.getByRole("button", { name: "❤️ from Camille" })).toBeHidden();
  await hers.page.getByRole("button", { name: "😂 from you" }).click();
  await expect(his.page.getByRole("button", { name: "😂 from Camille" })).toBeHidden();

  await his.act("I do", "Unsend");
  await his.confirm("Unsend");
  await expect(hers.inLog("Lou unsent a message")).toBeVisible();
  await expect(his.inLog("You unsent a message")).toBeVisible();
  expect(await people.texts(camille, talk)).toEqual(["Who brings the tablecloth?", ""]);
});

test("delete for me takes a message from one's own devices only", { tag: "@anywhere" }, async ({ people, device }) => {
  const lou = await people.signUp("Lou");
  const camille = await people.signUp("Camille");
  const talk = await people.conversation(lou, camille);
  await people.say(camille, talk, "Keep this", "Not this");
  const his = await device(lou);
  const second = await device(lou);
  const hers = await device(camille);
  for (const device of [his, second]) await device.openConversation(talk, "Camille");
  await hers.openConversation(talk, "Lou");
  await his.act("Not this", "Delete for me");
  await his.confirm("Delete for me");
  await expect(his.message("Not this")).toBeHidden();
  await expect(second.message("Not this")).toBeHidden();
  await expect(second.message("Keep this")).toBeVisible();
  await expect(hers.message("Not this")).toBeVisible();
});

test("long, multi-line and linked texts", async ({ people, device }) => {
  const lou = await people.signUp("Lou");
  const camille = await people.signUp("Camille");
  const talk = await people.conversation(lou, camille);
  const his = await device(lou);
  await his.openConversation(talk, "Camille");
  const field = his.field("Camille");

  // A family is one character to people, and many to machines.
  await field.fill("👨‍👩‍👧‍👦".repeat(4001));
  await expect(his.page.getByText("This message is too long: 4,000 characters at most.")).toBeVisible();
  await expect(his.page.getByRole("button", { name: "Send", exact: true })).toBeDisabled();

  await his.write("Camille", "One line\nand another, see https://example.org/canal?a=1&b=2.");
  const link = his.message("One line").getByRole("link");
  await expect(link).toHaveAttribute("href", "https://example.org/canal?a=1&b=2");
  await expect(link).toHaveAttribute("rel", /noopener.*nofollow/);
  await his.write("Camille", "javascript:alert(1) <img src=x onerror=alert(1)>");
  await expect(his.message("javascript:alert(1)").getByRole("link")).toHaveCount(0);
  await expect(his.message("javascript:alert(1)")).toContainText("<img src=x onerror=alert(1)>");
});

test("the emoji picker writes where one is", async ({ people, device }) => {
  const lou = await people.signUp("Lou");
  const camille = await people.signUp("Camille");
  const talk = await people.conversation(lou, camille);
  const his = await device(lou);
  await his.openConversation(talk, "Camille");
  await his.field("Camille").fill("Good night ");
  await his.page.getByRole("button", { name: "Emoji", exact: true }).click();
  const picker = his.page.getByRole("group", { name: "Emoji", exact: true });
  await picker.getByRole("searchbox").fill("crescent");
  await picker.getByRole("button", { name: /crescent/i }).first().click();
  await expect(his.field("Camille")).toHaveValue(/^Good night ./u);
});
