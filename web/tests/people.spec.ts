import { chromium } from "@playwright/test";
import encodeQR from "qr";
import { writeFile } from "node:fs/promises";
import { Device } from "./support/device";
import { expect, test } from "./support/test";

test("two people follow each other and are friends, until one unfollows", async ({ people, device }) => {
  const [lou, maia] = await people.signUpAll("Lou", "Maïa");
  const his = await device(lou);
  const hers = await device(maia);
  await his.page.goto(`/@${maia.handle}`);
  await his.page.getByRole("button", { name: "Follow, Maïa" }).click();
  await expect(his.page.getByRole("button", { name: "Following, Maïa" })).toBeVisible();
  await expect(his.page.getByRole("link", { name: "1 follower" })).toBeVisible();

  await hers.page.goto(`/@${lou.handle}`);
  await expect(hers.page.getByText("Follows you")).toBeVisible();
  await hers.page.getByRole("button", { name: "Follow back, Lou" }).click();
  await expect(hers.page.getByRole("button", { name: "Friends, Lou" })).toBeVisible();
  // It shows to him while he looks.
  await expect(his.page.getByRole("button", { name: "Friends, Maïa" })).toBeVisible();

  await his.page.goto(`/@${lou.handle}/friends`);
  await expect(his.page.getByRole("link", { name: /Maïa/ })).toBeVisible();
  await his.page.getByRole("searchbox", { name: "Name or handle" }).fill("zz");
  await expect(his.page.getByText("Nobody by that name")).toBeVisible();
  await his.page.getByRole("searchbox", { name: "Name or handle" }).fill("maï");
  await his.page.getByRole("button", { name: "Friends, Maïa" }).click();
  await his.page.getByRole("alertdialog").getByRole("button", { name: "Unfollow" }).click();
  await expect(his.page.getByRole("button", { name: "Follow back, Maïa" })).toBeVisible();
  await expect(hers.page.getByRole("button", { name: "Following, Lou" })).toBeVisible();
});

test("a private account is asked first, and shows its lists to whom it accepts", async ({ people, device }) => {
  const [lou, maia] = await people.signUpAll("Lou", "Maïa");
  const hers = await device(maia);
  await hers.page.goto("/settings/privacy");
  await hers.page.getByRole("switch", { name: "Private account" }).check();
  await expect(async () => expect(await people.call("GET", `/v1/accounts/${maia.id}`, undefined, lou.token)).toMatchObject({ private: true })).toPass();

  const his = await device(lou);
  await his.page.goto(`/@${maia.handle}`);
  await his.page.getByRole("button", { name: "Follow, Maïa" }).click();
  await expect(his.page.getByRole("button", { name: "Asked, Maïa" })).toBeVisible();
  await his.page.goto(`/@${maia.handle}/followers`);
  await expect(his.page.getByText("This account is private")).toBeVisible();

  await hers.page.goto("/friends");
  await hers.page.getByRole("link", { name: /Lou asks to follow you/ }).click();
  await hers.page.getByRole("button", { name: "Accept Lou" }).click();
  await expect(hers.page.getByRole("button", { name: "Follow back, Lou" })).toBeVisible();
  await his.page.goto(`/@${maia.handle}/followers`);
  await expect(his.page.getByRole("link", { name: /Lou/ })).toBeVisible();
});

test("a screen whose code is not on the device yet says so without a network, and opens when it is back", { tag: "@anywhere" }, async ({ people, device }) => {
  const his = await device(await people.signUp("Lou"));
  await his.openInbox();
  await his.offline(true);
  await his.page.getByRole("link", { name: "Friends", exact: true }).click();
  await expect(his.page.getByText("This screen isn’t on this device yet.")).toBeVisible();
  await his.page.getByRole("link", { name: /^Inbox/ }).click();
  await expect(his.page.getByRole("heading", { name: "Inbox", level: 1 })).toBeVisible();
  await his.page.getByRole("link", { name: "Friends", exact: true }).click();
  await expect(his.page.getByText("This screen isn’t on this device yet.")).toBeVisible();
  await his.offline(false);
  await expect(his.page.getByRole("heading", { name: "Friends", level: 1 })).toBeVisible();
});

test("what one changes without a network leaves when it is back", { tag: "@anywhere" }, async ({ people, device }) => {
  const [lou, maia] = await people.signUpAll("Lou", "Maïa");
  const his = await device(lou);
  await his.page.goto(`/@${maia.handle}`);
  await expect(his.page.getByRole("button", { name: "Follow, Maïa" })).toBeVisible();
  // The code of menus is here once one was opened.
  await his.page.getByRole("button", { name: "More" }).click();
  await his.page.keyboard.press("Escape");
  await his.offline(true);
  await his.page.getByRole("button", { name: "Follow, Maïa" }).click();
  await his.page.getByRole("button", { name: "More" }).click();
  await his.page.getByRole("menuitem", { name: "Mute" }).click();
  await expect(his.page.getByRole("button", { name: "Following, Maïa" })).toBeVisible();
  await expect(his.page.getByText("You have muted Maïa.")).toBeVisible();
  await his.offline(false);
  await expect(async () =>
    expect(await people.call("GET", `/v1/accounts/${maia.id}`, undefined, lou.token)).toMatchObject({ relation: { following: true, muted: true } }),
  ).toPass();
  await his.page.goto("/settings/safety/muted");
  await his.page.getByRole("button", { name: "Unmute Maïa" }).click();
  await expect(his.page.getByText("Nobody is muted")).toBeVisible();
});

test("a picture of one's own code leads others to one's profile", { tag: "@anywhere" }, async ({ people, device }) => {
  const [lou, maia] = await people.signUpAll("Lou", "Maïa");
  const hers = await device(maia, { colorScheme: "dark", deviceScaleFactor: 2 });
  await hers.page.goto("/friends/code");
  await expect(hers.page.getByRole("img", { name: "QR code of your profile" })).toBeVisible();
  const picture = await hers.page.screenshot();

  const his = await device(lou);
  await his.page.goto("/friends/scan");
  const file = his.page.getByLabel("Picture of a QR code");
  await file.setInputFiles({ name: "nothing.png", mimeType: "image/png", buffer: await his.page.screenshot() });
  await expect(his.page.getByText(/No code found in this picture/)).toBeVisible();
  await file.setInputFiles({ name: "code.png", mimeType: "image/png", buffer: picture });
  await expect(his.page.getByRole("button", { name: "Follow, Maïa" })).toBeVisible();
});

test("who can write is chosen in Settings, and said before one writes", async ({ people, device }) => {
  const [lou, maia] = await people.signUpAll("Lou", "Maïa");
  await people.befriend(lou, maia);
  const hers = await device(maia);
  await hers.page.goto("/settings/privacy");
  await hers.page.getByRole("link", { name: /Direct messages/ }).click();
  await expect(hers.page.getByRole("radio", { name: "Suggested friends" })).toBeChecked();
  await expect(hers.page.getByRole("radio", { name: /^Friends/ })).toHaveAccessibleDescription("Your one friend: you follow each other");
  const means = hers.page.getByRole("region", { name: "What this means" });
  await expect(means.getByRole("listitem").filter({ hasText: "Everyone else" })).toContainText("can’t write");
  await hers.page.getByRole("radio", { name: /^Nobody/ }).check();
  await expect(means.getByRole("listitem").filter({ hasText: "Friends" }).first()).toContainText("can’t write");
  await expect(async () => expect(await people.call("GET", "/v1/me/direct-messages", undefined, maia.token)).toMatchObject({ who: "nobody" })).toPass();
  await hers.page.reload();
  await expect(hers.page.getByRole("radio", { name: /^Nobody/ })).toBeChecked();

  const his = await device(lou);
  await his.page.goto("/friends");
  await his.page.getByRole("searchbox", { name: "Find by handle or name" }).fill(maia.handle);
  await expect(his.page.getByRole("listitem").filter({ hasText: `@${maia.handle}` })).toContainText("This person isn’t accepting this message.");
});

test("the young see what is locked at their age, and why", { tag: "@anywhere" }, async ({ people, device }) => {
  const [teen, youth] = await Promise.all([people.signUp("Noa", 14), people.signUp("Mia", 17)]);
  const his = await device(teen);
  await his.page.goto("/settings/privacy/messages");
  await expect(his.page.getByText("Messages are off at your age")).toBeVisible();
  await expect(his.page.getByText(/opens by itself on your birthday/)).toBeVisible();
  for (const choice of ["Everyone", "Suggested friends", "Friends"]) await expect(his.page.getByRole("radio", { name: new RegExp(`^${choice}`) })).toBeDisabled();
  await expect(his.page.getByRole("radio", { name: /^Nobody/ })).toBeChecked();
  await his.page.goto(`/@${youth.handle}`);
  await expect(his.page.getByText("Messages aren’t open at your age yet.")).toBeVisible();

  const hers = await device(youth);
  await hers.page.goto("/settings/privacy/messages");
  await expect(hers.page.getByRole("radio", { name: /^Nobody/ })).toBeChecked();
  await expect(hers.page.getByRole("radio", { name: /^Everyone/ })).toBeDisabled();
  await expect(hers.page.getByRole("radio", { name: /^Everyone/ })).toHaveAccessibleDescription("Not open at your age yet");
  await hers.page.getByRole("radio", { name: /^Suggested friends/ }).check();
  await expect(async () => expect(await people.call("GET", "/v1/me/direct-messages", undefined, youth.token)).toMatchObject({ who: "suggested", lock: "age" })).toPass();

  // What a birthday changes is told before it, until one has put it away.
  const birthday = new Date(Date.now() + 5 * 24 * 3600_000);
  birthday.setUTCFullYear(birthday.getUTCFullYear() - 18);
  const grown = await device(await people.signUp("Ilan", birthday.toISOString().slice(0, 10)));
  const told = grown.page.getByRole("status").filter({ hasText: /^Your birthday, .* changes what holds for you here/ });
  await grown.openInbox();
  await expect(told).toContainText("You count as an adult then");
  await told.getByRole("button", { name: "Dismiss" }).click();
  await expect(told).toHaveCount(0);
  await grown.openInbox();
  await expect(told).toHaveCount(0);
  await grown.page.goto("/settings/privacy/messages");
  await expect(grown.page.getByText(/all four choices are open to you/)).toBeVisible();
});

test("the camera reads a code and leads to the profile", async ({ people, server, launchOptions }, info) => {
  const [lou, maia] = await people.signUpAll("Lou", "Maïa");
  const film = info.outputPath("code.y4m");
  await writeFile(film, filmOf(`${server.url}/@${maia.handle}`));
  const browser = await chromium.launch({
    ...launchOptions,
    args: [...(launchOptions.args ?? []), "--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream", `--use-file-for-fake-video-capture=${film}`],
  });
  try {
    const context = await browser.newContext({ baseURL: server.url, locale: "en-GB" });
    const his = new Device(await context.newPage(), context);
    await his.signInQuietly(lou);
    await his.page.goto("/friends/scan");
    await expect(his.page.getByRole("button", { name: "Follow, Maïa" })).toBeVisible();
    // Left behind, the camera is off: going back leads to where one came from, not into another scan.
    await expect(his.page.locator("video")).toHaveCount(0);
  } finally {
    await browser.close();
  }
});

/** A film of one picture, uncompressed (YUV4MPEG2): a code in the middle of a lit wall. */
function filmOf(text: string): Buffer {
  const [width, height] = [640, 480];
  const modules = encodeQR(text, "raw", { ecc: "quartile", border: 4 });
  const scale = Math.floor((height * 0.7) / modules.length);
  const [left, top] = [width, height].map((side) => Math.floor((side - modules.length * scale) / 2)) as [number, number];
  const luma = Buffer.alloc(width * height, 225);
  modules.forEach((row, y) =>
    row.forEach((dark, x) => {
      for (let line = 0; dark && line < scale; line++) {
        const from = (top + y * scale + line) * width + left + x * scale;
        luma.fill(25, from, from + scale);
      }
    }),
  );
  const frame = Buffer.concat([Buffer.from("FRAME\n"), luma, Buffer.alloc((width * height) / 2, 128)]);
  return Buffer.concat([Buffer.from(`YUV4MPEG2 W${width} H${height} F10:1 Ip A1:1 C420jpeg\n`), frame, frame]);
}
