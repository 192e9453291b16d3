import { expect, test } from "./support/test";
import type { Device } from "./support/device";

/** What the page keeps of the inbox for its next opening. */
const cover = (device: Device) => device.page.evaluate(() => localStorage.getItem("causerie.cover") ?? "");

test("the inbox as it was last seen is there before the app is, and a tap on it counts", async ({ people, device }) => {
  const lou = await people.signUp("Lou");
  const camille = await people.signUp("Camille");
  const talk = await people.conversation(lou, camille);
  await people.say(camille, talk, "See you on <i>Saturday</i>");
  const his = await device(lou);
  await his.openInbox();
  await expect(his.row("Camille")).toContainText("See you on <i>Saturday</i>");
  await expect.poll(() => cover(his)).toContain("entry");

  // The app's scripts are on their way for as long as it takes.
  let release = () => undefined as void;
  const held = new Promise<void>((resolve) => (release = resolve));
  await his.page.route(/\/assets\/.*\.js$/, async (route) => {
    await held;
    await route.continue();
  });
  await his.page.reload({ waitUntil: "commit" });
  if (his.wide) {
    // Two panes are not kept: there the mark waits.
    await expect(his.page.locator(".splash")).toBeVisible();
    release();
    await expect(his.row("Camille")).toBeVisible();
    return;
  }
  await expect(his.row("Camille")).toContainText("See you on <i>Saturday</i>");
  await expect(his.page.getByRole("heading", { name: "Inbox", level: 1 })).toBeVisible();
  await his.row("Camille").getByRole("link").click();
  release();
  await expect(his.message("See you on <i>Saturday</i>")).toBeVisible();
  await his.page.goBack();
  await expect(his.row("Camille")).toBeVisible();
});

test("what happened meanwhile takes the place of what was last seen", { tag: "@anywhere" }, async ({ people, device }) => {
  const lou = await people.signUp("Lou");
  const camille = await people.signUp("Camille");
  const talk = await people.conversation(lou, camille);
  await people.say(camille, talk, "Before");
  const his = await device(lou);
  await his.openInbox();
  await expect.poll(() => cover(his)).toContain("entry");
  await his.page.goto("about:blank");
  await people.say(camille, talk, "Meanwhile");
  await his.openInbox();
  await expect(his.row("Camille")).toContainText("Meanwhile");
  await expect(his.page.locator("[data-cover]")).toHaveCount(0);
  await expect.poll(() => cover(his)).toContain(his.wide ? "entry" : "Meanwhile");
});

test("with a local copy and a server that is gone, the inbox shows", { tag: "@anywhere" }, async ({ people, device, server }) => {
  const lou = await people.signUp("Lou");
  const camille = await people.signUp("Camille");
  const talk = await people.conversation(lou, camille);
  await people.say(camille, talk, "See you on Saturday");
  const his = await device(lou, { serviceWorkers: "allow" });
  await his.openInbox();
  await expect(his.row("Camille")).toBeVisible();
  await his.keepsTheApp();
  await server.down("SIGKILL");
  try {
    await his.openInbox();
    await expect(his.row("Camille")).toContainText("See you on Saturday");
    await expect(his.page.locator("[data-cover]")).toHaveCount(0);
    await expect(his.row("Camille")).toContainText("See you on Saturday");
  } finally {
    await server.up();
  }
});

test("nothing of the inbox is left once one is signed out, from here or from elsewhere", { tag: "@anywhere" }, async ({ people, device }) => {
  const lou = await people.signUp("Lou");
  const camille = await people.signUp("Camille");
  const talk = await people.conversation(lou, camille);
  await people.say(camille, talk, "Between us");
  const here = await device(lou);
  const there = await device(lou);
  for (const one of [here, there]) {
    await one.openInbox();
    await expect(one.row("Camille")).toBeVisible();
    await expect.poll(() => cover(one)).toContain("entry");
  }
  await here.page.goto("/settings/devices");
  await here.page.getByRole("button", { name: "Sign out every other device" }).click();
  await here.confirm("Sign out the others");
  await expect(there.page.getByText("This device was signed out from elsewhere")).toBeVisible();
  expect(await cover(there)).toBe("");

  await here.page.goto("/settings");
  await here.page.getByRole("button", { name: "Sign out" }).click();
  await here.confirm("Sign out");
  await expect(here.page.getByRole("link", { name: "Sign in" })).toBeVisible();
  for (const one of [here, there]) {
    expect(await cover(one)).toBe("");
    await one.page.goto("/inbox");
    await expect(one.page.getByRole("link", { name: "Sign in" })).toBeVisible();
    await expect(one.page.getByText("Between us")).toHaveCount(0);
  }
});
