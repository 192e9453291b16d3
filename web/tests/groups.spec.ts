import { clean } from "./support/clean";
import { picture } from "./support/picture";
import { expect, test } from "./support/test";

test.setTimeout(180_000);

test("a group is made, talked in, ruled, and goes on without who made it", async ({ people, device }) => {
  const [lou, camille, theo] = await people.signUpAll("Lou", "Camille", "Théo");
  await people.befriend(lou, camille);
  await people.befriend(lou, theo);
  const his = await device(lou);
  const hers = await device(camille);
  const theirs = await device(theo);
  await Promise.all([his, hers, theirs].map((one) => one.openInbox()));

  await his.page.goto("/inbox/new");
  await his.page.getByRole("link", { name: "New group" }).click();
  await his.page.getByRole("checkbox", { name: "Camille" }).check();
  await his.page.getByRole("searchbox", { name: "Name or handle" }).fill(theo.handle);
  await his.page.getByRole("checkbox", { name: "Théo" }).check();
  await his.page.getByRole("button", { name: "Next · 2 people" }).click();
  await his.page.getByRole("button", { name: "Create group" }).click();
  await expect(his.page.getByText("Give the group a name.")).toBeVisible();
  await his.page.getByRole("textbox", { name: "Name of the group" }).fill("Saturday by the canal");
  await his.page.getByRole("button", { name: "Create group" }).click();
  await expect(his.inLog("You created the group")).toBeVisible();
  const id = new URL(his.page.url()).pathname.split("/")[2] ?? "";

  // Everyone has it at once, and reads whose each word is.
  await his.write("Saturday by the canal", "Who brings the tablecloth?");
  await expect(theirs.row("Saturday by the canal")).toContainText("Lou: Who brings the tablecloth?");
  await hers.row("Saturday by the canal").getByRole("link").click();
  await expect(hers.inLog("Lou created the group")).toBeVisible();
  await expect(hers.message(/^Lou, .*Who brings the tablecloth\?/)).toBeVisible();
  await hers.write("Saturday by the canal", "I do");
  await expect(his.message(/^Camille, .*I do/)).toBeVisible();

  // An @ offers who is in the group; who is meant reads it as a link, and finds it from the inbox.
  const field = his.field("Saturday by the canal");
  await field.pressSequentially("Thanks @cam");
  await expect(his.page.getByRole("option", { name: /Camille/, selected: true })).toBeVisible();
  await clean(his, "a mention that is being typed");
  await field.press("Tab");
  await expect(field).toHaveValue(`Thanks @${camille.handle} `);
  await field.pressSequentially("and @al");
  await expect(his.page.getByRole("option", { name: /Everyone in the group/ })).toBeVisible();
  await field.press("Escape");
  await expect(his.page.getByRole("listbox")).toHaveCount(0);
  await field.pressSequentially("l");
  await his.page.getByRole("button", { name: "Send", exact: true }).click();
  await expect(hers.message(/Thanks @/).getByRole("link", { name: `@${camille.handle}` })).toHaveAttribute("href", `/@${camille.handle}`);
  await expect(theirs.row("Saturday by the canal")).toContainText("You are mentioned");
  await theirs.organise("Saturday by the canal", "Notifications");
  await theirs.page.getByRole("menuitemradio", { name: "Mentions only" }).click();
  await theirs.row("Saturday by the canal").getByRole("link").click();
  await expect(theirs.message("I do")).toBeVisible();

  // Who minds it reports the group, and reads in their own list that it was.
  await theirs.page.goto(`/c/${id}/details`);
  await theirs.page.getByRole("button", { name: "Report the group" }).click();
  const dialog = theirs.page.getByRole("dialog");
  await expect(dialog.getByRole("heading", { name: "Report Saturday by the canal" })).toBeVisible();
  await dialog.getByRole("radio", { name: "Unwanted advertising" }).check();
  await expect(dialog.getByRole("checkbox", { name: "Block Lou, whose group it is, too" })).not.toBeChecked();
  await dialog.getByRole("button", { name: "Report", exact: true }).click();
  await expect(dialog.getByRole("heading", { name: "Reported. Thank you." })).toBeVisible();
  await expect(dialog.getByRole("button", { name: "Leave the group" })).toBeVisible();
  await dialog.getByRole("link", { name: "Your reports" }).click();
  await expect(theirs.page.getByRole("heading", { name: "Group “Saturday by the canal”" })).toBeVisible();
  await expect(dialog).toHaveCount(0);
  await theirs.page.goto(`/c/${id}`);
  await expect(theirs.message("I do")).toBeVisible();

  // Who has seen it.
  await expect(async () => {
    await his.page.keyboard.press("Escape");
    await his.act(/Thanks @/, "Seen by");
    await expect(his.page.getByRole("dialog").getByRole("link", { name: "Camille" })).toBeVisible({ timeout: 3_000 });
  }).toPass();
  await his.page.keyboard.press("Escape");
  await expect(his.page.getByRole("dialog")).toHaveCount(0);

  // Who is removed sees nothing more of it.
  const details = async () => {
    await his.page.goto(`/c/${id}/details`);
    await expect(his.page.getByRole("heading", { name: "Members" })).toBeVisible();
    await expect(his.page.getByRole("button", { name: "Report the group" })).toHaveCount(0);
  };
  const about = async (name: string, action: string, answer: string) => {
    await his.page.getByRole("button", { name: `Actions for ${name}` }).click();
    await his.page.getByRole("menuitem", { name: action, exact: true }).click();
    await his.confirm(answer);
  };
  await details();
  await about("Théo", "Remove from the group", "Remove");
  await expect(his.page.getByText("Group · 2 members")).toBeVisible();
  await expect(theirs.page.getByText("This conversation isn’t available")).toBeVisible();
  await expect(theirs.row("Saturday by the canal")).toHaveCount(0);
  await people.refuses(theo, `/v1/conversations/${id}/entries`);
  await expect(hers.inLog("Lou removed Théo")).toBeVisible();

  // An announcing group: admins write.
  await his.page.getByRole("button", { name: "Who may do what" }).click();
  await his.page.getByRole("switch", { name: "Everyone can write" }).uncheck();
  await expect(hers.page.getByText("Only admins can write here. You can react.")).toBeVisible();
  await hers.react("Who brings", "❤️");
  await his.page.getByRole("dialog").getByRole("button", { name: "Close" }).click();
  await about("Camille", "Make admin", "Make admin");
  await expect(hers.inLog("Lou made you an admin")).toBeVisible();
  await expect(hers.field("Saturday by the canal")).toBeVisible();

  // Its name changes for everyone; who owned it leaves it to the admin.
  await his.page.getByRole("button", { name: "Name and picture" }).click();
  await his.page.getByRole("textbox", { name: "Name of the group" }).fill("Sunday");
  await his.page.getByRole("button", { name: "Save" }).click();
  await expect(hers.page.getByRole("heading", { name: "Sunday", exact: true }).first()).toBeVisible();
  await his.page.getByRole("button", { name: "Leave the group" }).click();
  await his.confirm("Leave");
  await expect(his.page).toHaveURL(/\/inbox$/);
  await expect(his.row("Sunday")).toHaveCount(0);
  await expect(hers.inLog("Lou left. The group is yours now")).toBeVisible();
});

test("an invitation waits among the requests, and hides the group until it is opened", { tag: "@anywhere" }, async ({ people, device }) => {
  const [lou, camille, rosa] = await people.signUpAll("Lou", "Camille", "Rosa");
  await people.befriend(lou, camille);
  await people.takes(rosa, "everyone");
  await people.call("PATCH", "/v1/me/privacy", { strangerPictures: false }, rosa.token);
  const hers = await device(rosa, { serviceWorkers: "allow" });
  await hers.openInbox();
  const id = await people.group(lou, "Saturday by the canal", camille, rosa);
  await people.shows(lou, `/v1/conversations/${id}/picture`, (await picture(hers.page, "canal.jpg", 300, 300, 200)).buffer);
  await hers.page.getByRole("link", { name: /Message requests/ }).click();
  await expect(hers.page.getByText("Invites you to a group")).toBeVisible();
  await expect(hers.page.getByText("Saturday by the canal")).toHaveCount(0);
  await hers.page.getByRole("link", { name: /Invites you to a group/ }).click();
  await expect(hers.page.getByText("Saturday by the canal")).toBeVisible();
  await expect(hers.page.getByText("2 members")).toBeVisible();
  // Its picture is no friend's: it is to be asked for.
  const veil = hers.page.getByRole("button", { name: "Show the picture" });
  await expect(veil.locator("img")).toHaveCSS("filter", /blur/);
  await clean(hers, "an invitation with a veiled picture");
  await veil.click();
  await expect(veil).toHaveCount(0);
  await people.say(lou, id, "Before you came");
  await hers.page.getByRole("button", { name: "Accept" }).click();
  await expect(hers.field("Saturday by the canal")).toBeVisible();
  await expect(hers.message("Before you came")).toHaveCount(0);
  const his = await device(lou);
  await his.openConversation(id, "Saturday by the canal");
  await expect(his.inLog("Rosa accepted your invitation")).toBeVisible();
  await his.write("Saturday by the canal", "Welcome");

  // Without a network, everything that was read is there, with its names.
  await expect(hers.message(/^Lou, .*Welcome/)).toBeVisible();
  await hers.keepsTheApp();
  await expect(hers.message(/^Lou, .*Welcome/)).toBeVisible();
  await hers.offline(true);
  await hers.page.reload();
  await expect(hers.message(/^Lou, .*Welcome/)).toBeVisible();
  await hers.page.goto(`/c/${id}/details`);
  await expect(hers.page.getByText("Who is in the group can’t be seen without a network.")).toBeVisible();
});

test("a link and its code lead into a group, past an admin, until it is revoked", { tag: "@anywhere" }, async ({ people, device, stranger }) => {
  const [lou, camille] = await people.signUpAll("Lou", "Camille");
  const id = await people.group(lou, "Saturday by the canal", lou);
  const his = await device(lou);
  await his.page.goto(`/c/${id}/details`);
  await his.page.getByRole("button", { name: "Invite links" }).click();
  await his.page.getByRole("combobox", { name: "How many can use it" }).selectOption("10 people");
  await his.page.getByRole("switch", { name: "Admins let people in" }).check();
  await clean(his, "the making of a link");
  await his.page.getByRole("button", { name: "Create link" }).click();
  await expect(his.page.getByRole("img", { name: "QR code of the link into Saturday by the canal" })).toBeVisible();
  await expect(his.page.getByText(/Used 0 of 10 times · Admins let people in/)).toBeVisible();
  await clean(his, "a link");
  const address = (await his.page.getByText(/\/join\//).textContent()) ?? "";
  await his.page.getByRole("dialog").getByRole("button", { name: "Close" }).click();

  // Who is not signed in comes back to it afterwards.
  const hers = await stranger();
  const path = address.slice(address.indexOf("/join/"));
  await hers.page.goto(path);
  await expect(hers.welcome).toBeVisible();
  await hers.signInQuietly(camille);
  await hers.page.reload();
  await expect(hers.page).toHaveURL(new RegExp(`${path}$`));
  await expect(hers.page.getByRole("heading", { name: "Saturday by the canal" })).toBeVisible();
  await expect(hers.page.getByText("1 member")).toBeVisible();
  await expect(hers.page.getByText("Lou")).toHaveCount(0);
  await clean(hers, "what a link leads into");
  await hers.page.getByRole("button", { name: "Ask to join" }).click();
  await expect(hers.page.getByText("You asked to join.")).toBeVisible();

  // The admin sees it at once, and lets her in: she is led there.
  await expect(his.page.getByRole("heading", { name: "1 person asks to join" })).toBeVisible();
  await clean(his, "who asks to join");
  await his.page.getByRole("button", { name: "Let Camille in" }).click();
  await expect(his.page.getByText("Group · 2 members")).toBeVisible();
  await expect(his.page.getByRole("heading", { name: "1 person asks to join" })).toHaveCount(0);
  await expect(hers.field("Saturday by the canal")).toBeVisible();
  await expect(hers.inLog("Lou let you in")).toBeVisible();

  await his.page.getByRole("button", { name: "Invite links" }).click();
  await his.page.getByRole("button", { name: "Revoke" }).click();
  await his.confirm("Revoke");
  await expect(his.page.getByRole("button", { name: "Create link" })).toBeVisible();
  await people.call("DELETE", `/v1/conversations/${id}/members/${camille.id}`, undefined, lou.token);
  await hers.page.goto(path);
  await expect(hers.page.getByText("This link leads nowhere")).toBeVisible();
});

test("every letter that is typed in a group stays, whatever arrives meanwhile, on a slow device", { tag: "@anywhere" }, async ({ people, device }) => {
  const [lou, camille] = await people.signUpAll("Lou", "Camille");
  await people.befriend(lou, camille);
  const his = await device(lou);
  const speed = await his.context.newCDPSession(his.page);
  await speed.send("Emulation.setCPUThrottlingRate", { rate: 6 });
  const words = "Who brings the tablecloth?";
  for (const title of ["By the canal", "By the sea", "On the roof"]) {
    const id = await people.group(lou, title, camille);
    await his.openConversation(id, title);
    const said = people.say(camille, id, ...Array.from({ length: 15 }, (_, i) => `News ${i}`));
    await his.field(title).pressSequentially(words);
    await said;
    await expect(his.field(title)).toHaveValue(words);
  }
});
