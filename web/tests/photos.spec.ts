import { clean } from "./support/clean";
import { picture } from "./support/picture";
import { expect, test } from "./support/test";

test("photos are described, sent, looked at over the whole screen, and gone once they are unsent", async ({ people, device }) => {
  test.slow(); // the server makes each picture in a process of its own
  const lou = await people.signUp("Lou");
  const camille = await people.signUp("Camille");
  const talk = await people.conversation(lou, camille);
  await people.say(camille, talk, "Show me the canal");
  const hers = await device(camille);
  await hers.openInbox();
  const his = await device(lou);
  await his.openConversation(talk, "Camille");

  await test.step("choose two, take none of a third, and describe one", async () => {
    const files = [await picture(his.page, "boat.jpg", 3000, 2000, 200), await picture(his.page, "bank.jpg", 900, 1200, 90)];
    await his.page.getByLabel("Add photos").setInputFiles([...files, { name: "notes.png", mimeType: "image/png", buffer: Buffer.from("no picture") }]);
    await expect(his.page.getByText("This picture can’t be read.")).toBeVisible({ timeout: 30_000 });
    const chosen = his.page.getByRole("list", { name: "Photos to send" });
    await expect(chosen.getByRole("listitem")).toHaveCount(2);
    await chosen.getByRole("button", { name: "Describe photo 1", exact: true }).click();
    await his.page.getByLabel("What does it show?").fill("A boat under a bridge");
    await his.page.keyboard.press("Enter");
    await expect(chosen.getByRole("button", { name: "Describe photo 1: A boat under a bridge" })).toBeVisible();
    await clean(his, "photos to send");
  });

  await test.step("send them, which the other sees in her list", async () => {
    await his.field("Camille").fill("By the canal");
    await his.page.getByRole("button", { name: "Send", exact: true }).click();
    await expect(his.page.getByRole("list", { name: "Photos to send" })).toBeHidden();
    await expect(his.message(/2 photos · By the canal/)).toBeVisible();
    await expect(hers.row("Lou")).toContainText("2 photos · By the canal", { timeout: 40_000 });
  });

  const shown = hers.message(/2 photos · By the canal, A boat under a bridge/);
  const first = shown.getByRole("img", { name: "A boat under a bridge" });
  await test.step("see them", async () => {
    await hers.row("Lou").getByRole("link").click();
    await expect(first).toBeVisible();
    await expect.poll(() => first.evaluate((image: HTMLImageElement) => image.naturalWidth), { timeout: 30_000 }).toBe(720);
    await clean(hers, "a message with photos");
  });

  await test.step("look at them over the whole screen", async () => {
    await shown.getByRole("button", { name: "Open photo 1 of 2" }).click();
    const viewer = hers.page.getByRole("dialog", { name: "Photos" });
    const large = viewer.getByRole("img", { name: "A boat under a bridge" });
    await expect.poll(() => large.evaluate((image: HTMLImageElement) => image.naturalWidth), { timeout: 30_000 }).toBe(2048);
    await expect(viewer.getByText("1 of 2")).toBeVisible();
    await clean(hers, "a photo over the whole screen");
    await hers.page.keyboard.press("ArrowRight");
    await expect(viewer.getByText("2 of 2")).toBeVisible();
    await viewer.getByRole("button", { name: "Zoom in" }).click();
    await expect(viewer.getByRole("button", { name: "Zoom out" })).toBeVisible();
    await expect(viewer.getByRole("link", { name: "Download" })).toHaveAttribute("download", /\.jpg$/);
    await hers.page.keyboard.press("Escape");
    await expect(viewer).toBeHidden();
    await expect(shown.getByRole("button", { name: "Open photo 1 of 2" })).toBeFocused();
  });

  await test.step("unsend them, and nobody is shown them any more", async () => {
    const address = await first.getAttribute("src");
    await his.act(/2 photos · By the canal/, "Unsend");
    await his.confirm("Unsend");
    await expect(hers.inLog("Lou unsent a message")).toBeVisible({ timeout: 20_000 });
    await expect(shown).toHaveCount(0);
    await people.refuses(camille, address ?? "");
    await people.refuses(lou, address ?? "");
  });
});

test("photos that wait for the network leave after a reload", { tag: "@anywhere" }, async ({ people, device }) => {
  test.slow();
  const lou = await people.signUp("Lou");
  const camille = await people.signUp("Camille");
  const talk = await people.conversation(lou, camille);
  const his = await device(lou);
  await his.openConversation(talk, "Camille");
  await his.page.getByLabel("Add photos").setInputFiles([await picture(his.page, "boat.jpg", 600, 400, 20)]);
  await expect(his.page.getByRole("button", { name: "Describe photo 1" })).toBeVisible({ timeout: 30_000 });
  await his.page.route("**/v1/uploads", (route) => route.abort());
  await his.page.getByRole("button", { name: "Send", exact: true }).click();
  const sent = his.message(/, Photo$/);
  await expect(sent.getByRole("button", { name: "Cancel sending" })).toBeVisible();
  await his.page.reload();
  await expect(sent.getByRole("button", { name: "Cancel sending" })).toBeVisible();
  await his.page.unroute("**/v1/uploads");
  await expect(his.inLog("Sent")).toBeVisible({ timeout: 40_000 });
  await expect(sent.getByRole("button", { name: "Cancel sending" })).toBeHidden();
});

test("photos of who is no friend are veiled in a group until one asks, or is one", async ({ people, device }) => {
  test.slow(); // the server makes each picture in a process of its own
  const [lou, camille, theo] = await people.signUpAll("Lou", "Camille", "Théo");
  await people.befriend(camille, lou);
  await people.befriend(camille, theo);
  await people.call("PATCH", "/v1/me/privacy", { strangerPictures: false }, lou.token);
  const group = await people.group(camille, "Canal club", lou, theo);
  const theirs = await device(theo);
  await theirs.openConversation(group, "Canal club");
  const send = async (name: string, text: string) => {
    await theirs.page.getByLabel("Add photos").setInputFiles(await picture(theirs.page, name, 900, 600, 200));
    await expect(theirs.page.getByRole("list", { name: "Photos to send" }).getByRole("listitem")).toHaveCount(1);
    await theirs.field("Canal club").fill(text);
    await theirs.page.getByRole("button", { name: "Send", exact: true }).click();
  };
  await people.shows(theo, "/v1/me/avatar", (await picture(theirs.page, "theo.jpg", 300, 300, 20)).buffer);
  await send("boat.jpg", "My boat");

  const his = await device(lou);
  const fetched: string[] = [];
  his.page.on("request", (request) => /\/(v1\/photos|media)\//.test(request.url()) && fetched.push(request.url()));
  await his.openConversation(group, "Canal club");
  const boat = his.message(/My boat/);
  const show = boat.getByRole("button", { name: "Show photo" });
  await expect(show).toHaveAccessibleDescription("Hidden photo from Théo", { timeout: 40_000 });
  await expect(boat.getByRole("img")).toHaveCount(0);
  const face = his.page.getByRole("log").locator("li", { hasText: "My boat" }).locator("img[src^='/media/']");
  await expect(face).toHaveCount(0);
  await clean(his, "a veiled photo in a group");
  await his.page.goto(`/inbox/search?in=${group}&kind=photos`);
  await his.page.getByRole("link", { name: /^Hidden photo, Théo/ }).click();
  await expect(show).toBeVisible();
  expect(fetched).toEqual([]);

  // As long as they are friends, it is shown.
  const open = boat.getByRole("button", { name: "Open photo" });
  await people.befriend(lou, theo);
  await expect(open).toBeVisible({ timeout: 20_000 });
  await expect(face).toHaveCount(1);
  await people.call("DELETE", `/v1/accounts/${lou.id}/follow`, undefined, theo.token);
  await expect(show).toBeVisible({ timeout: 20_000 });

  // Who asks for one has asked for those to come.
  await show.press("Enter");
  await expect(open).toBeFocused();
  await send("bank.jpg", "The bank");
  await expect(his.message(/The bank/).getByRole("button", { name: "Open photo" })).toBeVisible({ timeout: 40_000 });
});
