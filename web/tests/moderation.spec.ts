// The moderation console: docs/safety.md. Everything that a key does is done by its key.
import type { Device } from "./support/device";
import { clean } from "./support/clean";
import { caseAbout, claim, moderator } from "./support/moderation";
import type { People, Person } from "./support/people";
import { Server } from "./support/server";
import { expect, test as base } from "./support/test";

/** A server with nothing in its queue but what these tests report. */
const test = base.extend<object, { server: Server }>({
  server: [
    // eslint-disable-next-line no-empty-pattern -- Playwright reads the fixtures that are needed from this pattern
    async ({}, use) => {
      const server = await Server.start();
      await use(server);
      await server.remove();
    },
    { scope: "worker" },
  ],
});

test.setTimeout(240_000);
/** For what the server tells by itself, or computes, on a machine that is busy. */
const patient = { timeout: 30_000 };

/** Writes to someone, who reports the last of it. */
async function wrong(people: People, from: Person, to: Person, reason: string, ...texts: string[]): Promise<void> {
  const talk = await people.conversation(to, from);
  await people.say(to, talk, "Shall we rehearse?");
  const seq = await people.say(from, talk, ...texts);
  await people.call("POST", "/v1/reports", { target: { kind: "message", conversationId: talk, seqs: [seq] }, reason, text: "Please look at this." }, to.token);
}

test("cases from the report to the answer of an appeal, by keyboard", async ({ people, device, server }) => {
  const [ada, sam, kim, leo] = await people.signUpAll("Ada", "Sam", "Kim", "Leo");
  const [mona, meg, alan] = [await moderator(people, server, "Mona"), await moderator(people, server, "Meg"), await moderator(people, server, "Alan", "admin")];
  const hers = await device(mona);
  const { page } = hers;
  const { keyboard } = page;
  const dialog = page.getByRole("dialog");
  const row = (of: Device, what: string) => of.page.getByRole("link", { name: what }).and(of.page.locator("[data-case]"));
  const press = (name: string) => page.getByRole("button", { name }).press("Enter");

  await test.step("an empty queue says so, in the dark", async () => {
    await page.goto("/moderation");
    await expect(page.getByText("Nothing to do")).toBeVisible(patient);
    await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
  });

  await test.step("what is reported comes by itself, and moves nothing that one is at", async () => {
    await wrong(people, sam, ada, "harassment", "Answer me", "You will regret this");
    await expect(row(hers, "Harassment")).toBeVisible(patient);
    await keyboard.press("j");
    await expect(row(hers, "Harassment")).toBeFocused();
    await wrong(people, kim, ada, "violence", "I know where you live");
    await expect(page.getByRole("button", { name: "1 new case" })).toBeVisible(patient);
    await expect(page.locator("[data-case]")).toHaveCount(1);
    await press("1 new case");
    await expect(page.locator("[data-case]")).toHaveText([/Threats or violence/, /Harassment/]);
  });

  await test.step("the keys are told", async () => {
    await keyboard.press("?");
    await expect(dialog.getByRole("heading", { name: "Keyboard shortcuts" })).toBeVisible();
    await keyboard.press("Escape");
    await expect(dialog).toHaveCount(0);
  });

  const theirs = await device(meg);
  await theirs.page.goto("/moderation");
  await expect(row(theirs, "Harassment")).toBeVisible(patient);

  await test.step("a claim, which the others see at once", async () => {
    await keyboard.press("j");
    await expect(row(hers, "Threats or violence")).toBeFocused();
    await keyboard.press("j");
    await expect(row(hers, "Harassment")).toBeFocused();
    await keyboard.press("k");
    await expect(row(hers, "Threats or violence")).toBeFocused();
    await keyboard.press("j");
    await keyboard.press("Enter");
    await expect(page.getByRole("heading", { name: "Harassment, by Sam" })).toBeVisible(patient);
    await expect(page.getByText("You will regret this")).toBeVisible();
    await expect(page.getByText("Shall we rehearse?")).toHaveCount(0);
    await claim(hers);
    await expect(row(theirs, "Harassment")).toContainText(`@${mona.handle}`, patient);
  });

  await test.step("a look at what was written around it, with a reason", async () => {
    await keyboard.press("x");
    await expect(dialog.getByRole("button", { name: "Look, and log it" })).toBeDisabled();
    await dialog.getByRole("textbox").fill("Who began?");
    await dialog.getByRole("button", { name: "Look, and log it" }).press("Enter");
    await expect(page.getByText("Shall we rehearse?")).toBeVisible(patient);
    await expect(page.getByText("You looked because: “Who began?”.", { exact: false })).toBeVisible();
  });

  await test.step("what is read again and again is one line of the log", async () => {
    const readings = page.getByRole("list", { name: "Audit log" }).getByRole("listitem").filter({ hasText: "Read what was reported" });
    for (const times of ["", ", 2 times"]) {
      await page.reload();
      await expect(readings).toHaveText([`nowRead what was reported @${mona.handle}${times}`, `nowRead what was reported @${mona.handle}`], patient);
    }
  });

  await test.step("a note, in which letters are letters", async () => {
    await keyboard.press("n");
    await keyboard.type("Nice until now, decide kindly");
    await keyboard.press("Enter");
    await expect(page.getByText("Nice until now, decide kindly")).toBeVisible(patient);
    await expect(dialog).toHaveCount(0);
    await keyboard.press("Escape");
  });

  await test.step("a limit, with the facts from a template", async () => {
    await keyboard.press("3");
    await expect(dialog.getByRole("radio", { name: "Limit to contacts" })).toBeChecked();
    const facts = dialog.getByRole("textbox", { name: "What Sam is told" });
    await expect(facts).toHaveValue(/^You went on writing/);
    await dialog.getByRole("combobox", { name: "Language of the template" }).selectOption("fr");
    await expect(facts).toHaveValue(/^Vous avez continué/);
    await dialog.getByRole("combobox", { name: "The rule that was broken" }).selectOption("hate");
    await expect(facts).toHaveValue(/^Vos messages/);
    await dialog.getByRole("combobox", { name: "For how long" }).selectOption("30");
    await dialog.getByRole("button", { name: "Limit to contacts" }).press("Enter");
    await expect(page.getByRole("article", { name: "Limited to contacts" })).toContainText("Vos messages", patient);
    await expect(row(theirs, "Harassment")).toHaveCount(0, patient);
  });

  await test.step("it is taken back, and the case is hers again", async () => {
    await press("Undo the decision…");
    await dialog.getByRole("textbox").fill("The wrong rule");
    await dialog.getByRole("button", { name: "Take it back" }).press("Enter");
    await expect(page.getByRole("article", { name: "Limited to contacts" })).toContainText("Taken back", patient);
    await expect(page.getByText(/^Yours until/)).toBeVisible();
  });

  await test.step("a suspension that also removes", async () => {
    await keyboard.press("4");
    await expect(dialog.getByRole("radio", { name: /^Suspend They/ })).toBeChecked();
    await dialog.getByRole("combobox", { name: "For how long" }).selectOption("0");
    await dialog.getByRole("group", { name: "What is removed as well" }).getByRole("checkbox", { name: "The reported message" }).check();
    await dialog.getByRole("button", { name: "Suspend", exact: true }).press("Enter");
    const decided = page.getByRole("article", { name: "Suspended" });
    await expect(decided).toContainText("without an end", patient);
    await expect(decided).toContainText("1 message erased");
  });

  await test.step("the appeal is somebody else’s to answer", async () => {
    const { decisions } = await people.call<{ decisions: { id: string; stands: boolean }[] }>("GET", "/v1/me/decisions", undefined, sam.token);
    const stands = decisions.find((one) => one.stands)?.id ?? "";
    await people.call("POST", `/v1/me/decisions/${stands}/appeal`, { text: "It was a line of our play." }, sam.token);
    const id = await caseAbout(people, meg, sam, "appealed");

    await page.goto(`/moderation/cases/${id}?view=appealed`);
    await expect(page.getByText("You decided what is appealed here, so somebody else answers it.")).toBeVisible(patient);
    await keyboard.press("c");
    await expect(page.getByText(/^Yours until/)).toHaveCount(0);

    await theirs.page.getByRole("link", { name: /^Appeals/ }).press("Enter");
    await expect(row(theirs, "Harassment")).toBeVisible(patient);
    await theirs.page.keyboard.press("j");
    await theirs.page.keyboard.press("Enter");
    await expect(theirs.page.getByText("It was a line of our play.")).toBeVisible(patient);
    await claim(theirs);
    await theirs.page.keyboard.press("d");
    const answer = theirs.page.getByRole("dialog");
    await answer.getByRole("radio", { name: "It is taken back" }).check();
    await expect(answer.getByRole("textbox", { name: "What Sam is told" })).toHaveValue(/You are right/);
    await answer.getByRole("button", { name: "Answer", exact: true }).press("Enter");
    await expect(theirs.page.getByRole("article", { name: "Suspended" })).toContainText("Overturned", patient);
  });

  await test.step("messages, and what a profile and a group show, are removed, and shown again", async () => {
    await people.befriend(kim, ada);
    const club = await people.group(kim, "Mean club", ada);
    await people.say(kim, club, "Hello club", "Meaner words");
    await people.call("POST", "/v1/reports", { target: { kind: "group", conversationId: club }, reason: "hate" }, ada.token);
    await page.goto("/moderation");
    await keyboard.press("j");
    await expect(async () => {
      await keyboard.press("j");
      await expect(row(hers, "Threats or violence")).toBeFocused({ timeout: 1000 });
    }).toPass(patient);
    await keyboard.press("Enter");
    await expect(page.getByRole("heading", { name: "Threats or violence, by Kim" })).toBeVisible(patient);
    await claim(hers);
    await keyboard.press("d");
    await dialog.getByRole("radio", { name: "Remove content What you choose goes for everyone." }).check();
    const what = dialog.getByRole("group", { name: "What is removed", exact: true });
    await expect(what.getByRole("checkbox", { name: "The reported message" })).toBeChecked();
    await what.getByText("Choose messages: 1 of 3").click();
    await what.getByRole("checkbox", { name: "Meaner words" }).check();
    await what.getByRole("checkbox", { name: "The name of the group, “Mean club”" }).check();
    await what.getByRole("checkbox", { name: "The name “Kim”" }).check();
    await expect(what.getByRole("checkbox", { name: /picture|words about/ })).toHaveCount(0);
    await dialog.getByRole("button", { name: "Remove content" }).press("Enter");
    const decided = page.getByRole("article", { name: "Content removed" });
    await expect(decided).toContainText("2 messages erased", patient);
    await expect(decided).toContainText("The name “Kim”, removed");
    const title = async () => (await people.call<{ title: string }>("GET", `/v1/conversations/${club}`, undefined, ada.token)).title;
    expect(await title()).toBe("…");
    expect(await people.texts(ada, club)).toEqual(["Hello club", ""]);

    await press("Undo the decision…");
    await expect(dialog).toContainText("What it removed of the profile or of a group is shown again");
    await dialog.getByRole("textbox").fill("For the next one");
    await dialog.getByRole("button", { name: "Take it back" }).press("Enter");
    await expect(decided).toContainText("The name of the group, “Mean club”, shown again", patient);
    expect(await title()).toBe("Mean club");
    await keyboard.press("2");
    await dialog.getByRole("button", { name: "Warn" }).press("Enter");
    await expect(page.getByRole("article", { name: "Warned" })).toBeVisible(patient);
    await page.goto("/moderation");
  });

  await test.step("what breaks no rule is dismissed", async () => {
    await wrong(people, leo, ada, "spam", "Come to our concert");
    await expect(row(hers, "Unwanted advertising")).toBeVisible(patient);
    await keyboard.press("j");
    await keyboard.press("Enter");
    await expect(page.getByRole("heading", { name: "Unwanted advertising, by Leo" })).toBeVisible(patient);
    await claim(hers);
    await keyboard.press("1");
    await dialog.getByRole("button", { name: "No action" }).press("Enter");
    await expect(page.getByRole("article", { name: "No action" })).toBeVisible(patient);
  });

  await test.step("what cannot be had says why, and how to go on", async () => {
    const path = new URL(page.url()).pathname;
    await keyboard.press("Escape");
    await expect(page.getByText("Nothing to do")).toBeVisible(patient);
    await hers.offline(true);
    await page.evaluate((to) => history.pushState(null, "", to), path);
    await expect(page.getByRole("heading", { name: "You’re offline" })).toBeVisible(patient);
    await hers.offline(false);
    await press("Try again");
    await expect(page.getByRole("heading", { name: "Unwanted advertising, by Leo" })).toBeVisible(patient);
    await page.goto(`/moderation/cases/${ada.id}`);
    await expect(page.getByRole("heading", { name: "There is no such case" })).toBeVisible(patient);
    await page.goto("/moderation/log");
    await expect(page.getByRole("heading", { name: "Audit log" })).toHaveCount(0);
  });

  await test.step("the audit log has all of it, the last first", async () => {
    const his = await device(alan);
    await his.page.goto("/moderation/log");
    const lines = his.page.getByRole("main").getByRole("listitem");
    await expect(lines.first()).toContainText("Read the audit log", patient);
    for (const line of ["Decided: No action", "Decided: Content removed", "Answered the appeal: overturned", "Decided: Suspended", "The wrong rule", "For the next one", "Who began?", "Wrote a note"]) {
      await expect(lines.filter({ hasText: line })).toHaveCount(1);
    }
    // Each reading is an entry: the last page has no room for the claims any more.
    for (let i = 0; i < 100; i += 1) await people.call("GET", "/v1/moderation/audit?limit=1", undefined, alan.token);
    await his.page.reload();
    await expect(lines).toHaveCount(100, patient);
    await expect(lines.filter({ hasText: "Wrote a note" })).toHaveCount(0);
    await his.page.getByRole("button", { name: "Show older entries" }).click();
    await expect(lines.filter({ hasText: "Wrote a note" })).toHaveCount(1, patient);
    await expect(his.page.getByRole("button", { name: "Show older entries" })).toHaveCount(0);
  });
});

test("an announcement is written with how it looks, shown above the inbox, put away on all devices, and withdrawn", { tag: "@anywhere" }, async ({ people, device, server }) => {
  const [ada, sam] = await people.signUpAll("Ada", "Sam");
  const admins = await device(await moderator(people, server, "Alan", "admin"));
  const { page } = admins;
  await page.goto("/moderation/announcements");
  await expect(page.getByText("Nothing was announced yet")).toBeVisible(patient);
  const publish = page.getByRole("button", { name: "Publish" });
  await expect(publish).toBeDisabled();
  await page.getByLabel("Title in English").fill("New: message requests");
  await page.getByLabel("Title in French").fill("Nouveau : les demandes");
  await page.getByLabel("Text in English").fill("Who doesn’t know you asks first.");
  await page.getByLabel("Text in French").fill("Qui ne vous connaît pas demande d’abord.");
  await page.getByLabel("Leads to").fill("/inbox/requests");
  await expect(page.getByRole("group", { name: "Preview" }).getByText("Nouveau : les demandes")).toBeVisible();
  await clean(admins, "writing an announcement");
  await page.screenshot({ path: test.info().outputPath("writing.png"), fullPage: true });
  await publish.click();
  await expect(page.getByRole("listitem").filter({ hasText: "New: message requests" })).toBeVisible();

  const [one, other, french] = [await device(ada), await device(ada), await device(sam, { locale: "fr-FR" })];
  const card = (of: Device) => of.page.getByRole("status").filter({ hasText: /New: message requests|Nouveau : les demandes/ });
  for (const each of [one, other, french]) {
    await each.page.goto("/inbox");
    await expect(card(each)).toBeVisible(patient);
  }
  await clean(one, "an announcement above the inbox");
  await one.page.screenshot({ path: test.info().outputPath("card.png") });
  await french.page.screenshot({ path: test.info().outputPath("card-fr.png") });
  await card(one).getByRole("button", { name: "Dismiss" }).click();
  await expect(card(one)).toBeHidden();
  await expect(card(other)).toBeHidden(patient);
  await one.page.reload();
  await card(french).getByRole("link").click();
  await expect(french.page).toHaveURL(/\/inbox\/requests$/);
  await expect(card(one)).toBeHidden();

  const row = page.getByRole("listitem").filter({ hasText: "New: message requests" });
  await row.getByRole("button", { name: /^Withdraw/ }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Withdraw" }).click();
  await expect(row.getByText(/^Withdrawn/)).toBeVisible();
  const { items } = await people.call<{ items: unknown[] }>("GET", "/v1/me/announcements", undefined, (await people.signUp("Kim")).token);
  expect(items).toEqual([]);
});
