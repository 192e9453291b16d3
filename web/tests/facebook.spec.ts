// Finding one's Facebook friends: by a link, through what answers in Facebook's place, and by an imported list.
import { test as base, expect } from "./support/test";
import { Facebook } from "./support/facebook";
import { Server } from "./support/server";

const test = base.extend<object, { facebook: Facebook; server: Server }>({
  facebook: [
    // eslint-disable-next-line no-empty-pattern -- Playwright reads the fixtures that are needed from this pattern
    async ({}, use) => {
      const facebook = await Facebook.start("Lou There", "Rosa There");
      await use(facebook);
      await facebook.stop();
    },
    { scope: "worker", timeout: 240_000 },
  ],
  server: [
    async ({ facebook }, use) => {
      const server = await Server.start(...facebook.settings);
      await use(server);
      await server.remove();
    },
    { scope: "worker" },
  ],
});

test("a Facebook account is linked, tells of friends, and is unlinked", async ({ people, device, facebook }) => {
  const [lou, rosa] = await people.signUpAll("Lou", "Rosa");
  const { url } = await people.call<{ url: string }>("POST", "/v1/facebook/link", undefined, rosa.token);
  await people.call("PUT", "/v1/facebook/link", await facebook.allow(url, "Rosa There"), rosa.token);

  const his = await device(lou);
  await his.page.goto("/settings/privacy");
  await his.page.getByRole("link", { name: /Facebook/ }).click();
  await his.page.getByRole("button", { name: "Link Facebook" }).click();
  await his.page.getByRole("link", { name: "Not now" }).click();
  await expect(his.page.getByText("You did not allow it on Facebook. Nothing was linked.")).toBeVisible();
  await his.page.getByRole("button", { name: "Link Facebook" }).click();
  await his.page.getByRole("link", { name: "Continue as Lou There" }).click();
  await expect(his.page.getByText("Lou There")).toBeVisible();
  await expect(his.page).toHaveURL(/\/settings\/facebook(#_=_)?$/); // the code is out of the address
  await expect(his.page.getByText("Your Facebook friend who is here is among your suggested friends.")).toBeVisible();
  await his.page.getByRole("button", { name: "Refresh" }).click();

  await his.page.goto("/friends");
  await expect(his.row("Rosa")).toContainText("Friend on Facebook");
  await his.page.goto("/settings/facebook");
  await his.page.getByRole("button", { name: "Unlink" }).click();
  await his.confirm("Unlink");
  await expect(his.page.getByRole("button", { name: "Link Facebook" })).toBeVisible();
  await his.page.goto("/friends");
  await expect(his.page.getByRole("heading", { name: "Friends", level: 1 })).toBeVisible();
  await expect(his.page.getByText("Friend on Facebook")).toHaveCount(0);
  await people.call("DELETE", "/v1/facebook/link", undefined, rosa.token);
});

test("a list of friends is read on the device, looked for when one agrees, and erased", { tag: "@anywhere" }, async ({ people, device }) => {
  const [lou, zoe] = await people.signUpAll("Lou", "Zoe");
  const surname = zoe.handle.replaceAll(/[^a-z0-9]/g, "");
  await people.call("PATCH", "/v1/me", { name: `Zoë ${surname}` }, zoe.token);
  const his = await device(lou);
  await his.page.goto("/settings/facebook");
  const input = his.page.getByLabel("A list of friends from Facebook");
  await input.setInputFiles({ name: "holiday.json", mimeType: "application/json", buffer: Buffer.from("{}") });
  await expect(his.page.getByText(/There is no list of friends in this file/)).toBeVisible();
  const list = `{"friends_v2":[{"name":"Zo\\u00c3\\u00ab ${surname}","timestamp":1},{"name":"Nobody Here","timestamp":2}]}`;
  await input.setInputFiles({ name: "your_friends.json", mimeType: "application/json", buffer: Buffer.from(list) });
  await expect(his.page.getByRole("list", { name: "Names in your list" })).toContainText(`Zoë ${surname}`);
  await his.page.getByRole("button", { name: "Look for them" }).click();
  await expect(his.page.getByText("1 person is now suggested to you")).toBeVisible();
  await his.page.goto("/friends");
  await expect(his.row(`Zoë ${surname}`)).toContainText("Has the name of a Facebook friend");
  await his.page.goto("/settings/facebook");
  await his.page.getByRole("button", { name: "Erase" }).click();
  await expect(his.page.getByText("Erased. Nothing of your list is kept.")).toBeVisible();
  await expect(his.page.getByRole("button", { name: "Erase" })).toHaveCount(0);
});
