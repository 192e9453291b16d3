import { clean } from "./support/clean";
import { expect, test } from "./support/test";

test("a profile is sent from its page and from a conversation, and shows to each what they may see", { tag: "@anywhere" }, async ({ people, device }) => {
  const [lou, camille, sam, zoe] = await people.signUpAll("Lou", "Camille", "Sam", "Zoe");
  const talk = await people.conversation(lou, camille);
  await people.say(camille, talk, "Who plays the bass?");
  const his = await device(lou);

  await test.step("from its page", async () => {
    await his.page.goto(`/@${sam.handle}`);
    await his.page.getByRole("button", { name: "More" }).click();
    await his.page.getByRole("menuitem", { name: "Send profile…" }).click();
    const sheet = his.page.getByRole("dialog", { name: "Send the profile of Sam" });
    await sheet.getByRole("checkbox", { name: "Camille" }).check();
    await sheet.getByRole("button", { name: "Send", exact: true }).click();
    await expect(his.page.getByText("Sent to Camille")).toBeVisible();
  });

  await test.step("from the tray", async () => {
    await his.openConversation(talk, "Camille");
    await his.page.getByRole("button", { name: "Add", exact: true }).click();
    await his.page.getByRole("menuitem", { name: "Profile" }).click();
    const sheet = his.page.getByRole("dialog", { name: "Send a profile" });
    await sheet.getByRole("searchbox").fill(zoe.handle);
    await sheet.getByRole("radio", { name: "Zoe" }).check();
    await clean(his, "choosing a profile");
    await sheet.getByRole("button", { name: "Send", exact: true }).click();
    await expect(his.page.getByRole("link", { name: "Profile of Zoe" })).toBeVisible();
  });

  await people.call("PUT", `/v1/accounts/${camille.id}/block`, undefined, zoe.token);
  const hers = await device(camille);
  await test.step("follow one, and be shown nothing of who blocks", async () => {
    await hers.openInbox();
    await expect(hers.row("Lou")).toContainText("Profile");
    await hers.openConversation(talk, "Lou");
    await expect(hers.page.getByText("Not available")).toBeVisible();
    await expect(hers.page.getByRole("link", { name: "Profile of Zoe" })).toHaveCount(0);
    await hers.page.getByRole("button", { name: "Follow, Sam" }).click();
    await expect(hers.page.getByText("Following", { exact: true })).toBeVisible();
    await clean(hers, "profiles in a conversation");
    await hers.page.getByRole("link", { name: "Profile of Sam" }).click();
    await expect(hers.page).toHaveURL(new RegExp(`/@${sam.handle}$`));
  });
});

test("a location is sent once it was shown, as precisely as one chooses", { tag: "@anywhere" }, async ({ people, device }) => {
  const [lou, camille] = await people.signUpAll("Lou", "Camille");
  const kim = await people.signUp("Kim", 16);
  const talk = await people.conversation(lou, camille);
  const outside: string[] = [];
  const open = async (who: Awaited<ReturnType<typeof device>>) => {
    await who.page.getByRole("button", { name: "Add", exact: true }).click();
    await who.page.getByRole("menuitem", { name: "Location" }).click();
    return who.page.getByRole("dialog", { name: "Send your location" });
  };
  const here = { geolocation: { latitude: 48.886012, longitude: 2.371987, accuracy: 18 }, permissions: ["geolocation", "clipboard-write", "clipboard-read"] };

  const his = await device(lou, here);
  await test.step("exactly, and about", async () => {
    await his.openConversation(talk, "Camille");
    const sheet = await open(his);
    await expect(sheet.getByText("48.8860° N, 2.3720° E")).toBeVisible();
    await sheet.getByRole("textbox", { name: "What is there" }).fill("By the lock");
    await clean(his, "a location before it is sent");
    await sheet.getByRole("button", { name: "Send", exact: true }).click();
    await expect(his.message(/By the lock/)).toBeVisible();
    const again = await open(his);
    await again.getByRole("radio", { name: "Approximate" }).check();
    await expect(again.getByText("48.89° N, 2.37° E")).toBeVisible();
    await again.getByRole("button", { name: "Send", exact: true }).click();
    await expect(his.page.getByText("Approximate: within 1 km")).toBeVisible();
  });

  await test.step("read without anybody outside", async () => {
    const hers = await device(camille);
    hers.page.on("request", (request) => new URL(request.url()).hostname !== "localhost" && outside.push(request.url()));
    await hers.openInbox();
    await expect(hers.row("Lou")).toContainText("Location");
    await hers.openConversation(talk, "Lou");
    const exact = hers.message(/By the lock/);
    await expect(exact.getByRole("link", { name: "Open in maps" })).toHaveAttribute("href", /48\.88601/);
    await clean(hers, "locations in a conversation");
    expect(outside).toEqual([]);
    const sheet = await open(hers);
    await expect(sheet.getByText("Your browser doesn’t allow it")).toBeVisible();
  });

  await test.step("by who is 16, in a group", async () => {
    await people.takes(kim, "friends");
    await people.befriend(kim, lou);
    const group = await people.group(lou, "Crew", kim);
    const theirs = await device(kim, here);
    await theirs.openConversation(group, "Crew");
    const sheet = await open(theirs);
    await expect(sheet.getByText("Only for people you know and trust")).toBeVisible();
    await expect(sheet.getByRole("radio", { name: "Exact" })).toBeDisabled();
    await sheet.getByRole("button", { name: "Send", exact: true }).click();
    await expect(theirs.page.getByText("48.89° N, 2.37° E")).toBeVisible();
  });
});
