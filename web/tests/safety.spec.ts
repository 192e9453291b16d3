import { randomUUID } from "node:crypto";
import { answer, caseAbout, decide, moderator } from "./support/moderation";
import { expect, test } from "./support/test";

test("a reported message is decided, both learn of it, and an appeal overturns it", async ({ people, device, server }) => {
  const [ada, sam] = await people.signUpAll("Ada", "Sam");
  const mona = await moderator(people, server, "Mona");
  const meg = await moderator(people, server, "Meg");
  const talk = await people.conversation(ada, sam);
  await people.say(sam, talk, "You will regret this", "And soon");
  const poll = { clientId: randomUUID(), kind: "message", content: { type: "poll", text: "Where?", poll: { options: ["Here", "There"] } } };
  await people.call("POST", `/v1/conversations/${talk}/entries`, poll, sam.token);

  const hers = await device(ada);
  await hers.openConversation(talk, "Sam");
  await hers.act("You will regret this", "Report");
  const dialog = hers.page.getByRole("dialog");
  await dialog.getByRole("radio", { name: "Harassment or bullying" }).check();
  await dialog.getByRole("button", { name: "Add more messages" }).click();
  await dialog.getByRole("checkbox", { name: "And soon" }).check();
  await expect(dialog.getByRole("heading", { name: "Report 2 messages" })).toBeVisible();
  await expect(dialog.getByRole("checkbox", { name: "Poll: Where?" })).toBeVisible();
  await dialog.getByRole("checkbox", { name: "Block Sam too" }).check();
  await dialog.getByRole("button", { name: "Report", exact: true }).click();
  await expect(dialog.getByRole("heading", { name: "Reported. Thank you." })).toBeVisible();
  await expect(dialog.getByText("Sam is blocked.")).toBeVisible();
  await dialog.getByRole("link", { name: "Your reports" }).click();
  await expect(hers.page.getByText("Messages of Sam")).toBeVisible();
  await expect(dialog).toHaveCount(0);
  await expect(hers.page.getByText("Received", { exact: true })).toBeVisible();
  await expect(async () => people.refuses(sam, `/v1/accounts/${ada.id}`)).toPass();

  const his = await device(sam);
  await his.openInbox();
  const id = await caseAbout(people, mona, sam);
  const decision = await decide(people, mona, id, { action: "limit_everyone", days: 3, rule: "harassment", text: "You threatened someone." });
  await expect(hers.page.getByText("Closed", { exact: true })).toBeVisible();
  await expect(hers.page.getByText("Sam broke a rule and can’t write as before for a time.")).toBeVisible();

  // He is told where he is, and reads why.
  await expect(his.page.getByText("You can’t write to anyone")).toBeVisible();
  await his.page.getByRole("link", { name: "Read why" }).click();
  await expect(his.page.getByText("You threatened someone.")).toBeVisible();
  await expect(his.page.getByText("Harassment or bullying")).toBeVisible();
  await his.page.getByRole("button", { name: "Appeal" }).click();
  await his.page.getByRole("dialog").getByRole("textbox").fill("It was a line of our play.");
  await his.page.getByRole("dialog").getByRole("button", { name: "Send the appeal" }).click();
  await expect(his.page.getByText("It was a line of our play.")).toBeVisible();
  await expect(his.page.getByRole("button", { name: "Appeal" })).toHaveCount(0);

  await answer(people, meg, await caseAbout(people, meg, sam, "appealed"), decision, "overturned", "It was a play.");
  await expect(his.page.getByText("You were right: the decision no longer holds.")).toBeVisible();
  await expect(hers.page.getByText("The decision was taken back after a second look.")).toBeVisible();
});

test("who is limited is told at the message, and the inbox says so as long as it holds", async ({ people, device, server }) => {
  const [ada, sam] = await people.signUpAll("Ada", "Sam");
  const mona = await moderator(people, server, "Mona");
  const talk = await people.conversation(ada, sam);
  await people.call("POST", "/v1/reports", { target: { kind: "profile", accountId: sam.id }, reason: "spam" }, ada.token);
  await decide(people, mona, await caseAbout(people, mona, sam), { action: "suspend", days: 0, rule: "spam", text: "You sent the same to hundreds." });

  const his = await device(sam);
  await his.openConversation(talk, "Ada");
  await his.write("Ada", "Hello?");
  await expect(his.page.getByText("Your account is suspended, so you can’t write.")).toBeVisible();
  await his.page.getByRole("link", { name: "Read why, and appeal" }).click();
  await expect(his.page.getByText("You sent the same to hundreds.")).toBeVisible();
  await expect(his.page.getByText("Without an end")).toBeVisible();
  await his.openInbox();
  await expect(his.page.getByText("Your account is suspended", { exact: true })).toBeVisible();
});

test("without a network a report waits, and arrives when it is back", { tag: "@anywhere" }, async ({ people, device }) => {
  const [ada, sam] = await people.signUpAll("Ada", "Sam");
  const talk = await people.conversation(ada, sam);
  await people.say(sam, talk, "Hello");
  const hers = await device(ada);
  await hers.page.goto(`/@${sam.handle}`);
  await hers.page.getByRole("button", { name: "More" }).click();
  await hers.page.getByRole("menuitem", { name: "Report" }).click();
  const dialog = hers.page.getByRole("dialog");
  await expect(dialog.getByRole("button", { name: "Report", exact: true })).toBeDisabled();
  await dialog.getByRole("radio", { name: "They pretend to be someone else" }).check();
  await hers.offline(true);
  await dialog.getByRole("button", { name: "Report", exact: true }).click();
  await expect(dialog.getByRole("heading", { name: "It will be reported" })).toBeVisible();
  await hers.offline(false);
  await expect(dialog.getByRole("heading", { name: "Reported. Thank you." })).toBeVisible();
  const { items } = await people.call<{ items: { kind: string; reason: string }[] }>("GET", "/v1/me/reports", undefined, ada.token);
  expect(items).toMatchObject([{ kind: "profile", reason: "impersonation" }]);
});
