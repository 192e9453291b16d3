import { expect, test } from "./support/test";

test("everything is there on a second device, in the same order", { tag: "@anywhere" }, async ({ people, device }) => {
  const lou = await people.signUp("Lou");
  const camille = await people.signUp("Camille");
  const talk = await people.conversation(lou, camille);
  const laptop = await device(lou);
  await laptop.openConversation(talk, "Camille");
  for (const text of ["One", "Two", "Three"]) await laptop.write("Camille", text);
  await expect(laptop.message("Three")).toContainText("Sent"); // until then what another writes may be before it
  await people.say(camille, talk, "Four");

  const second = await device(lou);
  await second.openConversation(talk, "Camille");
  await expect(second.page.getByRole("article")).toHaveCount(4);
  const order = await second.page.getByRole("article").allTextContents();
  expect(order.map((text) => /One|Two|Three|Four/.exec(text)?.[0])).toEqual(["One", "Two", "Three", "Four"]);

  // What one device says, the other shows as its own.
  await second.write("Camille", "Five");
  await expect(laptop.message("Five")).toBeVisible();
  await expect(laptop.message("Five")).toHaveAccessibleName(/^You/);
});

test("what is read on one device is read on the other", { tag: "@anywhere" }, async ({ people, device }) => {
  const lou = await people.signUp("Lou");
  const camille = await people.signUp("Camille");
  const talk = await people.conversation(lou, camille);
  await people.say(camille, talk, "Are you coming?", "Say yes");
  const laptop = await device(lou);
  await laptop.openInbox();
  await expect(laptop.page).toHaveTitle("(1) Inbox · Causerie");
  const second = await device(lou);
  await second.openConversation(talk, "Camille");
  await expect(laptop.page).toHaveTitle("Inbox · Causerie");
  await expect(laptop.page.getByRole("link", { name: "Inbox", exact: true })).toBeVisible();
});

test("a draft survives a reload and follows to the other device", { tag: "@anywhere" }, async ({ people, device }) => {
  const lou = await people.signUp("Lou");
  const camille = await people.signUp("Camille");
  const talk = await people.conversation(lou, camille);
  await people.say(camille, talk, "Are you coming?");
  const laptop = await device(lou);
  await laptop.openConversation(talk, "Camille");
  await laptop.field("Camille").fill("I would love to, but");
  await expect.poll(async () => (await people.view(lou, talk)).draft?.text).toBe("I would love to, but");
  await laptop.page.reload();
  await expect(laptop.field("Camille")).toHaveValue("I would love to, but");

  const second = await device(lou);
  await second.openInbox();
  await expect(second.row("Camille")).toContainText("I would love to, but");
  await second.row("Camille").getByRole("link").click();
  await expect(second.field("Camille")).toHaveValue("I would love to, but");
  await second.write("Camille", "I will be there");
  await expect(laptop.field("Camille")).toHaveValue("");
});
