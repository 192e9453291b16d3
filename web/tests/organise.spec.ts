import { expect, test } from "./support/test";
import type { Device } from "./support/device";

const order = (device: Device) =>
  device.page.getByRole("listitem").evaluateAll((rows) => rows.map((row) => /Camille|Théo|Awa/.exec(row.textContent ?? "")?.[0]).filter(Boolean));

test("pin, mute, archive and mark unread, on every device", async ({ people, device }) => {
  const [lou, camille, theo, awa] = await people.signUpAll("Lou", "Camille", "Théo", "Awa");
  const talks: string[] = [];
  for (const other of [camille, theo, awa]) {
    const talk = await people.conversation(lou, other);
    await people.say(other, talk, `Hello from ${other.name}`);
    await people.call("PUT", `/v1/conversations/${talk}/read`, { seq: 1 }, lou.token);
    talks.push(talk);
  }
  const first = await device(lou);
  const second = await device(lou);
  for (const one of [first, second]) await one.openInbox();
  await expect.poll(() => order(second)).toEqual(["Awa", "Théo", "Camille"]);

  await first.organise("Camille", "Pin");
  await expect.poll(() => order(first)).toEqual(["Camille", "Awa", "Théo"]);
  await expect.poll(() => order(second)).toEqual(["Camille", "Awa", "Théo"]);
  await expect(second.row("Camille")).toContainText("Pinned");

  await first.organise("Théo", "Mark as unread");
  await expect(second.row("Théo")).toContainText("Unread");
  await expect(second.page).toHaveTitle("(1) Inbox · Causerie");
  await first.organise("Théo", "Mark as read");
  await expect(second.page).toHaveTitle("Inbox · Causerie");

  // What is muted is counted in its row, not in the badge.
  await first.organise("Théo", "Mute");
  await first.page.getByRole("menuitem", { name: "For 8 hours" }).click();
  await expect(second.row("Théo")).toContainText("Muted");
  await people.say(theo, talks[1] ?? "", "Are you there?");
  await expect(first.row("Théo")).toContainText("1 unread message");
  await expect(first.page).toHaveTitle("Inbox · Causerie");
  await first.organise("Théo", "Unmute");
  await expect(first.page).toHaveTitle("(1) Inbox · Causerie");
  await expect(second.page).toHaveTitle("(1) Inbox · Causerie");

  await first.organise("Awa", "Archive");
  await expect.poll(() => order(second)).toEqual(["Camille", "Théo"]);
  await second.page.getByRole("link", { name: /Archived/ }).click();
  await expect(second.row("Awa")).toBeVisible();
  await second.organise("Awa", "Move to inbox");
  await expect.poll(() => order(first)).toEqual(["Camille", "Théo", "Awa"]);

  await first.organise("Awa", "Delete for me");
  await first.confirm("Delete for me");
  await expect.poll(() => order(second)).not.toContain("Awa");
  expect(await people.texts(awa, talks[2] ?? "")).toEqual(["Hello from Awa"]);
});

test("who is blocked cannot write, cannot find, and is not told", { tag: "@anywhere" }, async ({ people, device }) => {
  const lou = await people.signUp("Lou");
  const camille = await people.signUp("Camille");
  const talk = await people.conversation(lou, camille);
  await people.say(camille, talk, "Hello");
  const his = await device(lou);
  const hers = await device(camille);
  await hers.openConversation(talk, "Lou");

  await his.page.goto(`/@${camille.handle}`);
  await his.page.getByRole("button", { name: "More" }).click();
  await his.page.getByRole("menuitem", { name: "Block" }).click();
  await his.confirm("Block");
  await expect(his.page.getByText(/You have blocked Camille/)).toBeVisible();
  await expect(async () => people.refuses(camille, `/v1/accounts/${lou.id}`)).toPass();
  await his.page.goto(`/c/${talk}`);
  await expect(his.page.getByRole("region", { name: "Conversation with Camille" })).toContainText("You blocked Camille");

  await hers.write("Lou", "Did I say something?");
  await expect(hers.page.getByText("This person isn’t accepting this message.")).toBeVisible();
  await hers.page.goto(`/@${lou.handle}`);
  await expect(hers.page.getByText("This profile isn’t available")).toBeVisible();
  await hers.page.goto("/friends");
  await hers.page.getByRole("searchbox").fill(lou.handle);
  await expect(hers.page.getByText(`@${lou.handle}`)).toHaveCount(0);

  await his.page.goto("/settings/safety/blocked");
  await his.page.getByRole("button", { name: "Unblock Camille" }).click();
  await expect(his.page.getByText("Nobody is blocked")).toBeVisible();
  await expect(async () => people.say(camille, talk, "Hello again")).toPass();
  await his.openConversation(talk, "Camille");
  await expect(his.message("Hello again")).toBeVisible();
  expect(await people.texts(lou, talk)).toEqual(["Hello", "Hello again"]);
});

test("a menu goes when what it lies over moves, not when the word of an earlier move comes late", async ({ people, device }) => {
  const lou = await people.signUp("Lou");
  for (let i = 0; i < 14; i++) await people.group(lou, `Canal walk ${i}`, lou);
  const his = await device(lou);
  await his.openInbox();
  const row = his.row("Canal walk 13");
  const menu = his.page.getByRole("menu");
  /** Does something to what the row scrolls in. */
  const list = (does: "scroll" | "tell") =>
    row.evaluate((element, what) => {
      let scrolls: Element | null = element;
      while (scrolls && scrolls.scrollHeight <= scrolls.clientHeight + 40) scrolls = scrolls.parentElement;
      if (!scrolls) throw new Error("nothing scrolls");
      if (what === "tell") scrolls.dispatchEvent(new Event("scroll"));
      else scrolls.scrollBy(0, 30);
    }, does);
  await row.hover();
  await row.getByRole("button", { name: "Actions for Canal walk 13" }).press("Enter");
  await expect(menu).toBeVisible();
  await list("tell");
  // Whatever that asks for is done by the second frame.
  await his.page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
  await expect(menu).toBeVisible();
  await list("scroll");
  await expect(menu).toBeHidden();
});
