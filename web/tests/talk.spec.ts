import { expect, test } from "./support/test";

test("two people talk, and each sees at once what the other does", async ({ people, device }) => {
  const lou = await people.signUp("Lou");
  const camille = await people.signUp("Camille");
  await people.befriend(lou, camille);
  const hers = await device(camille);
  await hers.openInbox();
  await expect(hers.page.getByText("The seat across from you is free")).toBeVisible();

  const his = await device(lou);
  await his.openInbox();
  await his.page.getByRole("link", { name: "New message" }).first().click();
  await his.page.getByRole("combobox", { name: "Name or handle" }).fill(camille.handle);
  await his.page.getByRole("option", { name: camille.handle }).click();
  await his.write("Camille", "Shall we meet by the canal?");

  // In the list, in the badge and in the title of the other.
  await expect(hers.row("Lou")).toContainText("Shall we meet by the canal?");
  await expect(hers.page.getByRole("link", { name: "Inbox, 1 unread conversation" })).toBeVisible();
  await expect(hers.page).toHaveTitle("(1) Inbox · Causerie");
  await expect(his.inLog("Delivered")).toBeVisible();

  await hers.row("Lou").getByRole("link").click();
  await expect(hers.message("Shall we meet by the canal?")).toBeVisible();
  await expect(his.inLog("Seen")).toBeVisible();
  await expect(hers.page).toHaveTitle("Lou · Causerie");

  // Typing shows while it lasts, and gives way to the message.
  await hers.field("Lou").pressSequentially("Yes! 7.30", { delay: 20 });
  await expect(his.page.getByRole("img", { name: "Camille is typing" })).toBeVisible();
  await hers.page.getByRole("button", { name: "Send", exact: true }).click();
  await expect(his.message("Yes! 7.30")).toBeVisible();
  await expect(his.page.getByRole("img", { name: "Camille is typing" })).toBeHidden();
  await expect(hers.inLog("Seen")).toBeVisible();
});

test("what comes before one's eyes never counts as unread", { tag: "@anywhere" }, async ({ people, device }) => {
  const lou = await people.signUp("Lou");
  const camille = await people.signUp("Camille");
  const talk = await people.conversation(lou, camille);
  await people.say(lou, talk, "Hello");
  const hers = await device(camille);
  await hers.openConversation(talk, "Lou");
  await expect(hers.message("Hello")).toBeVisible();
  await expect(hers.page).toHaveTitle("Lou · Causerie");
  const unread = await hers.page.evaluateHandle(() => {
    const states: string[] = [];
    const look = () => {
      const state = /^\(\d+\)/.exec(document.title)?.[0] ?? /\d+ unread/.exec(document.body.textContent)?.[0];
      if (state !== undefined) states.push(state);
    };
    new MutationObserver(look).observe(document, { subtree: true, childList: true, characterData: true });
    return states;
  });
  for (const text of ["Are you there?", "I can see you read", "It says so at once"]) {
    await people.say(lou, talk, text);
    await expect(hers.message(text)).toBeVisible();
  }
  await expect.poll(async () => (await people.view(camille, talk)).readSeq).toBe(4);
  expect(await unread.jsonValue()).toEqual([]);
});

test("who is there shows as active, and who left as active a while ago", { tag: "@anywhere" }, async ({ people, device }) => {
  const lou = await people.signUp("Lou");
  const camille = await people.signUp("Camille");
  const talk = await people.conversation(lou, camille);
  await people.say(lou, talk, "Hello");
  const his = await device(lou);
  const hers = await device(camille);
  await hers.openInbox();
  await his.openConversation(talk, "Camille");
  await expect(his.page.getByText("Active now")).toBeVisible();
  await hers.page.close();
  await expect(his.page.getByText("Active now")).toBeHidden({ timeout: 20_000 });
});

test("who hides receipts and presence does not see those of others", { tag: "@anywhere" }, async ({ people, device }) => {
  const lou = await people.signUp("Lou");
  const camille = await people.signUp("Camille");
  const talk = await people.conversation(lou, camille);
  await people.say(lou, talk, "Hello");
  const hers = await device(camille);
  await hers.page.goto("/settings/privacy");
  for (const name of [/^Read receipts/, /^Delivery receipts/, /^When you are active/, /^When you are writing/]) {
    const shown = hers.page.getByRole("switch", { name });
    await shown.click();
    await expect(shown).not.toBeChecked();
  }
  await hers.openConversation(talk, "Lou");
  await hers.write("Lou", "Hello back");

  const his = await device(lou);
  await his.openConversation(talk, "Camille");
  await expect(his.message("Hello back")).toBeVisible();
  await his.write("Camille", "Are you there?");
  await expect(hers.message("Are you there?")).toBeVisible();
  await hers.field("Lou").pressSequentially("I am", { delay: 20 });
  await expect(his.inLog("Sent")).toBeVisible();
  await expect(his.page.getByText("Active now")).toBeHidden();
  await expect(his.page.getByRole("img", { name: "Camille is typing" })).toBeHidden();
  await expect(hers.page.getByText("Active now")).toBeHidden();
  await hers.page.getByRole("button", { name: "Send", exact: true }).click();
  await expect(his.message("I am")).toBeVisible();
});

test("what one was reading stays where it is when a message arrives", async ({ people, device }) => {
  const lou = await people.signUp("Lou");
  const camille = await people.signUp("Camille");
  const talk = await people.conversation(lou, camille);
  const lines = Array.from({ length: 60 }, (_, i) => `Line number ${i + 1} of a long story`);
  await people.say(lou, talk, ...lines);
  const hers = await device(camille);
  await hers.openConversation(talk, "Lou");
  const log = hers.page.getByRole("log");
  await log.hover();
  await log.evaluate((element) => element.scrollTo(0, element.scrollHeight / 2));
  const reading = hers.page.getByRole("article", { name: "Line number 30 of a long story" });
  await expect(reading).toBeVisible();
  await reading.scrollIntoViewIfNeeded();
  const before = await reading.boundingBox();
  const seq = await people.say(lou, talk, "And one more");
  await expect(hers.page.getByRole("button", { name: /1 new/ })).toBeVisible();
  const after = await reading.boundingBox();
  expect(Math.abs((after?.y ?? 0) - (before?.y ?? 0))).toBeLessThan(2);
  await hers.page.getByRole("button", { name: /1 new/ }).click();
  await expect(hers.message("And one more")).toBeInViewport();

  // At the end, one stays there when what is there grows.
  const beneath = () => log.evaluate((element) => element.scrollHeight - element.scrollTop - element.clientHeight);
  await expect.poll(beneath).toBeLessThan(2);
  await people.edit(lou, talk, seq, "And one more\nwith\nfour\nlines");
  await expect(hers.message("with four lines")).toBeVisible();
  await expect.poll(beneath).toBeLessThan(2);

  // What moves there closes no menu that is open over something else.
  if (!hers.wide) return;
  await hers.row("Lou").hover();
  await hers.row("Lou").getByRole("button", { name: "Actions for Lou" }).press("Enter");
  await expect(hers.page.getByRole("menuitem", { name: "Pin" })).toBeVisible();
  await people.say(lou, talk, "The end");
  await expect(hers.message("The end")).toBeInViewport();
  await expect(hers.page.getByRole("menuitem", { name: "Pin" })).toBeVisible();
});
