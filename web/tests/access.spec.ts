// axe on every screen, in both themes and at both sizes: nothing may be found.
import { clean } from "./support/clean";
import { caseAbout, claim, decide, moderator } from "./support/moderation";
import { expect, test } from "./support/test";

test.setTimeout(240_000);

test("axe finds nothing before one signs in", async ({ stranger }) => {
  const device = await stranger({ reducedMotion: "reduce" });
  for (const [path, heading] of [
    ["/welcome", "Shall we talk?"],
    ["/signup", "A seat in your name"],
    ["/signin", "Back to your seat"],
    ["/recover", "Recover your account"],
  ] as const) {
    await device.page.goto(path);
    await expect(device.page.getByRole("heading", { name: heading })).toBeVisible();
    await clean(device, path);
  }
});

test("axe finds nothing in the inbox and in conversations", async ({ people, device }) => {
  const [lou, camille, theo] = await people.signUpAll("Lou", "Camille", "Théo");
  const empty = await device(lou, { reducedMotion: "reduce" });
  await empty.openInbox();
  await expect(empty.page.getByText("The seat across from you is free")).toBeVisible();
  await clean(empty, "an empty inbox");

  const talk = await people.conversation(lou, camille);
  await people.say(camille, talk, "Who brings the tablecloth?", "🎉");
  await people.say(theo, await people.conversation(lou, theo), "See https://example.org");
  const his = empty;
  await his.openConversation(talk, "Camille");
  await his.act("Who brings", "Reply");
  await clean(his, "a reply under way");
  await his.write("Camille", "I do");
  await his.react("Who brings", "❤️");
  await his.act("I do", "Edit");
  await his.field("Camille").fill("I do!");
  await his.page.getByRole("button", { name: "Save" }).click();
  await expect(his.message("I do!")).toContainText("edited");
  await his.write("Camille", "Not this");
  await his.act("Not this", "Unsend");
  await clean(his, "the question before unsending");
  await his.confirm("Unsend");
  await expect(his.inLog("You unsent a message")).toBeVisible();
  await people.call("PUT", `/v1/accounts/${lou.id}/block`, undefined, camille.token);
  await his.write("Camille", "Refused");
  await expect(his.page.getByRole("button", { name: "Try again" })).toBeVisible();
  await clean(his, "a conversation");

  await his.message("Who brings").focus();
  await his.page.keyboard.press("Enter");
  await expect(his.page.getByRole("menuitem", { name: "Reply" })).toBeVisible();
  await clean(his, "the menu of a message");
  await his.page.keyboard.press("Escape");
  await his.page.getByRole("button", { name: "Emoji", exact: true }).click();
  await expect(his.page.getByRole("group", { name: "Emoji", exact: true }).getByRole("button", { name: /grinning/i }).first()).toBeVisible();
  await clean(his, "the emoji picker");

  await his.page.goto(`/c/${talk}/details`);
  await expect(his.page.getByText("Block Camille")).toBeVisible();
  await clean(his, "the details");
  await his.page.goto(`/c/${talk}?find`);
  await his.page.getByRole("searchbox", { name: "Search in conversation" }).fill("tablecloth");
  await expect(his.page.getByText("1/1")).toBeVisible();
  await clean(his, "search in a conversation");

  await his.openInbox();
  await expect(his.row("Théo")).toContainText("1 unread message");
  await clean(his, "the inbox");
  await his.row("Théo").getByRole("button", { name: "Actions for Théo" }).press("Enter");
  await expect(his.page.getByRole("menuitem", { name: "Pin" })).toBeVisible();
  await clean(his, "the menu of a conversation");
  await his.page.keyboard.press("Escape");
  await his.page.getByRole("searchbox", { name: "Search" }).fill("tablecloth");
  await expect(his.page.getByRole("heading", { name: "Messages" })).toBeVisible();
  await clean(his, "search in the inbox");
  await his.page.goto("/inbox/new");
  await his.page.getByRole("combobox").fill(theo.handle);
  await expect(his.page.getByRole("option")).toHaveCount(1);
  await clean(his, "a new message");
  await his.page.goto("/inbox/archived");
  await expect(his.page.getByText("Nothing put aside")).toBeVisible();
  await clean(his, "the archive");

  await his.openInbox();
  await his.offline(true);
  await expect(his.page.getByText(/Write anyway/)).toBeVisible();
  await clean(his, "offline");
});

test("axe finds nothing in message requests", async ({ people, device }) => {
  const [lou, rosa, kim, camille] = await people.signUpAll("Lou", "Rosa", "Kim", "Camille");
  await people.takes(lou, "everyone");
  await people.befriend(lou, camille);
  await people.befriend(rosa, camille);
  await people.call("POST", "/v1/introductions", { person: rosa.id, to: lou.id }, camille.token);
  await people.call("PUT", "/v1/me/filters", { words: ["crypto"] }, lou.token);
  const asked = await people.ask(rosa, lou, "Hi Lou, is there a seat left?", "See https://example.org");
  const caught = await people.ask(kim, lou, "Crypto?");
  const his = await device(lou, { reducedMotion: "reduce" });
  await his.openInbox();
  const look = async (path: string, text: string) => {
    await his.goTo(path, his.page.getByText(text).filter({ visible: true }));
    await clean(his, path);
  };
  await look("/inbox/requests", "Introduced by Camille");
  await look("/inbox/requests/hidden", "Has words that are filtered");
  await look("/inbox/requests/select", "Select requests");
  await look("/settings/safety/words", "crypto");
  await look(`/@${camille.handle}/introduce`, "No other friend yet");
  await look(`/c/${caught}`, "Not offensive: move to requests");
  await look(`/c/${asked}`, "is there a seat left?");
  await his.page.getByRole("button", { name: "Report" }).click();
  await expect(his.page.getByRole("dialog")).toBeVisible();
  await clean(his, "the report of a request");

  const hers = await device(camille, { reducedMotion: "reduce" });
  await hers.page.goto(`/@${rosa.handle}/introduce`);
  await hers.page.getByRole("button", { name: "Introduce Rosa to Lou" }).click();
  await expect(hers.page.getByRole("dialog")).toBeVisible();
  await clean(hers, "an introduction");
  const theirs = await device(kim, { reducedMotion: "reduce" });
  await theirs.page.goto(`/c/${caught}`);
  await expect(theirs.page.getByText("2 more messages until they accept.")).toBeVisible();
  await clean(theirs, "a request from its sender's side");
});

test("axe finds nothing in groups", async ({ people, device }) => {
  const [lou, camille, rosa, kim] = await people.signUpAll("Lou", "Camille", "Rosa", "Kim");
  await people.befriend(lou, camille);
  await people.befriend(lou, kim);
  await people.takes(rosa, "everyone");
  const id = await people.group(lou, "Saturday by the canal", camille, rosa);
  await people.say(camille, id, "Who brings the tablecloth?", "🎉");
  const his = await device(lou, { reducedMotion: "reduce" });
  await his.openConversation(id, "Saturday by the canal");
  await expect(his.message("🎉")).toBeVisible();
  await clean(his, "a group");
  await his.goTo(`/c/${id}/details`, his.page.getByRole("heading", { name: "Members" }));
  await clean(his, "the details of a group");
  const within = async (button: string, seen: string) => {
    await his.page.getByRole("button", { name: button }).click();
    await expect(his.page.getByRole("dialog").getByText(seen).first()).toBeVisible();
    await clean(his, button);
    await his.page.keyboard.press("Escape");
    await expect(his.page.getByRole("dialog").getByText(seen)).toHaveCount(0);
  };
  await within("Who may do what", "Everyone can write");
  await within("Name and picture", "Choose a picture");
  await within("Add people", "Kim");
  await his.goTo("/inbox/new/group", his.page.getByRole("checkbox", { name: "Kim" }));
  await his.page.getByRole("checkbox", { name: "Kim" }).check();
  await his.page.getByRole("checkbox", { name: "Camille" }).check();
  await clean(his, "choosing people for a group");
  await his.page.getByRole("button", { name: "Next · 2 people" }).click();
  await expect(his.page.getByRole("textbox", { name: "Name of the group" })).toBeVisible();
  await clean(his, "naming a group");
  const hers = await device(rosa, { reducedMotion: "reduce" });
  await hers.openInbox();
  await hers.goTo("/inbox/requests", hers.page.getByText("Invites you to a group"));
  await clean(hers, "invitations");
  await hers.goTo(`/c/${id}`, hers.page.getByText("Saturday by the canal"));
  await clean(hers, "an invitation");
});

test("axe finds nothing in people and settings", async ({ people, device }) => {
  const lou = await people.signUp("Lou");
  const camille = await people.signUp("Camille");
  await people.say(lou, await people.conversation(lou, camille), "Hello");
  const his = await device(lou, { reducedMotion: "reduce" });
  await his.openInbox();
  for (const [path, heading] of [
    ["/friends", "Friends"],
    [`/@${camille.handle}`, "Camille"],
    ["/@nobody.of.this.name", "@nobody.of.this.name"],
    ["/profile", "Profile"],
    ["/profile/edit", "Edit profile"],
    ["/settings", "Settings"],
    ["/settings/account", "Account"],
    ["/settings/account/password", "Change the password"],
    ["/settings/recovery", "Recovery codes"],
    ["/settings/notifications", "Notifications"],
    ["/settings/privacy", "Privacy"],
    ["/settings/privacy/requests", "Message requests"],
    ["/friends/code", "Your QR code"],
    ["/friends/scan", "Scan a QR code"],
    ["/friends/requests", "Follow requests"],
    [`/@${camille.handle}/followers`, "Followers"],
    [`/@${lou.handle}/friends`, "Friends"],
    [`/@${lou.handle}/following`, "Following"],
    ["/friends/suggested", "Suggested friends"],
    ["/settings/privacy/messages", "Direct messages"],
    ["/settings/facebook", "Facebook"],
    ["/settings/safety", "Safety"],
    ["/settings/safety/blocked", "Blocked people"],
    ["/settings/safety/restricted", "Restricted people"],
    ["/settings/safety/muted", "Muted people"],
    ["/settings/safety/guardian", "Guardian"],
    ["/settings/safety/reports", "Your reports"],
    ["/settings/safety/decisions", "Decisions about you"],
    ["/settings/devices", "Devices"],
    ["/settings/appearance", "Appearance"],
    ["/settings/language", "Language"],
  ] as const) {
    await his.goTo(path, his.page.getByRole("heading", { name: heading, exact: true }));
    await clean(his, path);
  }
});

test("axe finds nothing in reports and decisions", async ({ people, device, server }) => {
  const [lou, sam] = await people.signUpAll("Lou", "Sam");
  const mona = await moderator(people, server, "Mona");
  const talk = await people.conversation(lou, sam);
  await people.say(sam, talk, "You will regret this", "Soon");
  const hers = await device(lou, { reducedMotion: "reduce" });
  await hers.openConversation(talk, "Sam");
  await hers.act("You will regret this", "Report");
  const dialog = hers.page.getByRole("dialog");
  await dialog.getByRole("radio", { name: "Threats or violence" }).check();
  await dialog.getByRole("button", { name: "Add more messages" }).click();
  await clean(hers, "the report of a message");
  await dialog.getByRole("button", { name: "Report", exact: true }).click();
  await expect(dialog.getByRole("heading", { name: "Reported. Thank you." })).toBeVisible();
  await clean(hers, "what happens after a report");
  await hers.page.goto("/settings/safety/reports");
  await expect(hers.page.getByText("Messages of Sam")).toBeVisible();
  await clean(hers, "one's reports");

  await decide(people, mona, await caseAbout(people, mona, sam), { action: "limit_everyone", days: 3, rule: "violence", text: "You threatened someone." });
  const his = await device(sam, { reducedMotion: "reduce" });
  await his.openInbox();
  await expect(his.page.getByText("You can’t write to anyone")).toBeVisible();
  await clean(his, "the notice of a decision");
  await his.page.goto("/settings/safety/decisions");
  await his.page.getByRole("button", { name: "Appeal" }).click();
  await clean(his, "an appeal");
  await his.page.getByRole("dialog").getByRole("button", { name: "Cancel" }).click();
  await clean(his, "decisions about oneself");
});

test("axe finds nothing in the moderation console", async ({ people, device, server }) => {
  const [lou, sam, kim] = await people.signUpAll("Lou", "Sam", "Kim");
  const [mona, alan] = [await moderator(people, server, "Mona"), await moderator(people, server, "Alan", "admin")];
  const talk = await people.conversation(lou, sam);
  const seq = await people.say(sam, talk, "Before", "You will regret this");
  await people.call("POST", "/v1/reports", { target: { kind: "message", conversationId: talk, seqs: [seq] }, reason: "harassment", text: "He goes on." }, lou.token);
  await people.call("POST", "/v1/reports", { target: { kind: "profile", accountId: kim.id }, reason: "impersonation" }, lou.token);
  const [ofSam, ofKim] = [await caseAbout(people, mona, sam), await caseAbout(people, mona, kim)];
  const hers = await device(mona, { reducedMotion: "reduce" });
  const { page } = hers;
  const dialog = page.getByRole("dialog");
  // It is dark for who has chosen no theme: here, for half of the looks.
  const look = async (where: string, of = hers) => {
    await of.page.evaluate(() => delete document.documentElement.dataset.theme);
    await clean(of, where);
  };

  await page.goto("/moderation");
  await expect(page.locator(`[data-case="${ofSam}"]`)).toBeVisible({ timeout: 30_000 });
  await look("the queue");
  await hers.goTo("/moderation?view=mine", page.getByText("You have claimed nothing"));
  await look("an empty queue");
  await hers.goTo(`/moderation/cases/${lou.id}`, page.getByRole("heading", { name: "There is no such case" }));
  await look("no case");
  await hers.goTo(`/moderation/cases/${ofKim}`, page.getByRole("heading", { name: "Impersonation, by Kim" }));
  await look("a case about a profile");

  await hers.goTo(`/moderation/cases/${ofSam}`, page.getByRole("heading", { name: "Harassment, by Sam" }));
  await claim(hers);
  await page.keyboard.press("?");
  await look("the shortcuts");
  await page.keyboard.press("Escape");
  await page.keyboard.press("x");
  await look("the question before a look");
  await dialog.getByRole("textbox").fill("Who began?");
  await dialog.getByRole("button", { name: "Look, and log it" }).click();
  await expect(page.getByText("Before", { exact: true })).toBeVisible({ timeout: 30_000 });
  await page.keyboard.press("n");
  await page.keyboard.type("Kindly");
  await page.keyboard.press("Enter");
  await expect(page.getByText("Kindly")).toBeVisible({ timeout: 30_000 });
  await page.keyboard.press("Escape");
  await look("a claimed case");
  await page.keyboard.press("4");
  await look("the decision");
  await dialog.getByRole("button", { name: "Suspend", exact: true }).click();
  await expect(page.getByRole("article", { name: "Suspended" })).toBeVisible({ timeout: 30_000 });

  const { decisions } = await people.call<{ decisions: { id: string }[] }>("GET", "/v1/me/decisions", undefined, sam.token);
  await people.call("POST", `/v1/me/decisions/${decisions[0]?.id}/appeal`, { text: "It was a play." }, sam.token);
  const his = await device(alan, { reducedMotion: "reduce" });
  await his.page.goto(`/moderation/cases/${ofSam}?view=appealed`);
  await expect(his.page.getByText("It was a play.")).toBeVisible({ timeout: 30_000 });
  await claim(his);
  await look("an appeal to answer", his);
  await his.page.keyboard.press("d");
  await look("the answer to an appeal", his);
  await his.page.keyboard.press("Escape");
  await his.goTo("/moderation/figures", his.page.getByRole("heading", { name: "Volume" }));
  await look("the figures", his);
  await his.goTo("/moderation/log", his.page.getByText("Read the audit log").first());
  await look("the audit log", his);
});
