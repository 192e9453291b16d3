import { clean } from "./support/clean";
import { expect, test } from "./support/test";

test("a poll is made, voted in from two sides, over a reload without a network, and closed", async ({ people, device }) => {
  test.slow();
  const [lou, camille, theo] = await people.signUpAll("Lou", "Camille", "Théo");
  await people.conversation(lou, camille);
  await people.conversation(lou, theo);
  const crew = await people.group(lou, "Crew", camille, theo);
  const his = await device(lou, { serviceWorkers: "allow" });
  const hers = await device(camille);
  await hers.openInbox();
  await his.openConversation(crew, "Crew");
  const ask = async () => {
    await his.page.getByRole("button", { name: "Add", exact: true }).click();
    await his.page.getByRole("menuitem", { name: "Poll", exact: true }).click();
  };
  const form = his.page.getByRole("dialog", { name: "New poll" });
  const option = (on: typeof his, poll: string, name: RegExp) => on.message(poll).getByRole("button", { name });

  await test.step("write one, and be told what is missing", async () => {
    await ask();
    await expect(form.getByRole("textbox", { name: "Question" })).toBeFocused();
    await form.getByRole("button", { name: "Send the poll" }).click();
    await expect(form.getByText("Ask something.")).toBeVisible();
    await clean(his, "a poll that cannot be sent");
    await form.getByRole("textbox", { name: "Question" }).fill("Where do we eat?");
    await his.page.keyboard.press("Enter");
    await his.page.keyboard.type("Canal");
    await form.getByRole("textbox", { name: "Option 2" }).fill("Roof");
    await form.getByRole("textbox", { name: "Option 3" }).fill("Home");
    await expect(form.getByRole("textbox", { name: "Option 4" })).toBeVisible();
    await form.getByRole("button", { name: "Remove option 3" }).click();
    await clean(his, "a new poll");
    await form.getByRole("button", { name: "Send the poll" }).click();
    await expect(form).toBeHidden();
    await expect(his.message("Poll: Where do we eat?")).toBeVisible();
    await expect(hers.row("Crew")).toContainText("Lou: Poll: Where do we eat?");
  });

  await test.step("vote on one side, and see it on the other", async () => {
    await hers.row("Crew").getByRole("link").click();
    await option(hers, "Where do we eat?", /^Canal/).click();
    await expect(option(hers, "Where do we eat?", /^Canal, 1 vote, 100 %/)).toHaveAttribute("aria-pressed", "true");
    await expect(option(his, "Where do we eat?", /^Canal, 1 vote, 100 %/)).toHaveAttribute("aria-pressed", "false");
    await option(hers, "Where do we eat?", /^Roof/).click();
    await expect(option(his, "Where do we eat?", /^Roof, 1 vote, 100 %/)).toBeVisible();
  });

  await test.step("vote by keys, without a network and over a reload", async () => {
    await his.keepsTheApp();
    await expect(option(his, "Where do we eat?", /^Roof, 1 vote/)).toBeVisible();
    await his.offline(true);
    await his.message("Where do we eat?").focus();
    await his.page.keyboard.press("Tab");
    await expect(option(his, "Where do we eat?", /^Canal/)).toBeFocused();
    await his.page.keyboard.press("Space");
    await his.page.reload();
    await expect(option(his, "Where do we eat?", /^Canal, 1 vote, 50 %/)).toHaveAttribute("aria-pressed", "true");
    await his.offline(false);
    await expect(option(hers, "Where do we eat?", /^Canal, 1 vote, 50 %/)).toBeVisible({ timeout: 40_000 });
  });

  await test.step("see who chose what", async () => {
    await clean(his, "a poll");
    await his.message("Where do we eat?").getByRole("button", { name: "View votes" }).click();
    const votes = his.page.getByRole("dialog", { name: "Votes" });
    await expect(votes.getByRole("region", { name: "Canal" }).getByRole("listitem")).toHaveText([/You$/]);
    await expect(votes.getByRole("region", { name: "Roof" }).getByRole("listitem")).toHaveText([/Camille$/]);
    await clean(his, "the votes of a poll");
    await votes.getByRole("button", { name: "Close", exact: true }).click();
  });

  await test.step("close it, and nobody votes any more", async () => {
    await his.act("Where do we eat?", "Close poll");
    await his.confirm("Close poll");
    await expect(hers.message("Where do we eat?").getByText("Closed")).toBeVisible();
    await expect(option(hers, "Where do we eat?", /^Canal/)).toHaveCount(0);
    await clean(hers, "a closed poll");
  });

  await test.step("ask without names: one's own choice is known on every device, and to nobody else", async () => {
    await ask();
    await form.getByRole("textbox", { name: "Question" }).fill("Who dances?");
    await form.getByRole("textbox", { name: "Option 1" }).fill("I do");
    await form.getByRole("textbox", { name: "Option 2" }).fill("I watch");
    await form.getByRole("switch", { name: "Anonymous" }).check();
    await form.getByRole("button", { name: "Send the poll" }).click();
    await option(hers, "Who dances?", /^I do/).click();
    await expect(option(his, "Who dances?", /^I do, 1 vote, 100 %/)).toHaveAttribute("aria-pressed", "false");
    await expect(his.message("Who dances?").getByText("1 person voted")).toBeVisible();
    await expect(his.message("Who dances?").getByRole("button", { name: "View votes" })).toHaveCount(0);
    await hers.page.reload();
    await expect(option(hers, "Who dances?", /^I do, 1 vote/)).toHaveAttribute("aria-pressed", "true");
    await option(hers, "Who dances?", /^I do/).click();
    await expect(option(his, "Who dances?", /^I do, 0 votes/)).toBeVisible();
  });
});
