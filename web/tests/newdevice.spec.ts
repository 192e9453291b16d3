import { expect, test } from "./support/test";

test("a sign-in on a new device is asked about on the others: it is one's own, or it ends", async ({ people, device, stranger }) => {
  const lou = await people.signUp("Lou");
  const laptop = await device(lou);
  await laptop.openInbox();
  const question = laptop.page.getByRole("status").filter({ hasText: "New sign-in" });
  await expect(question).toHaveCount(0);

  const phone = await stranger({ userAgent: "Mozilla/5.0 (Android 15; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0" });
  const signIn = async () => {
    await phone.page.goto("/signin");
    await phone.page.getByRole("textbox", { name: "Handle" }).fill(lou.handle);
    await phone.page.getByLabel("Password", { exact: true }).fill(lou.password);
    await phone.page.getByRole("button", { name: "Sign in", exact: true }).click();
    await expect(phone.page).not.toHaveURL(/signin/);
  };

  await test.step("the other device is told at once, and the new one is not asked", async () => {
    await signIn();
    await expect(question).toContainText("New sign-in: Firefox on Android");
    await expect(phone.page.getByText("New sign-in")).toHaveCount(0);
  });

  await test.step("it is marked in the settings until it is acknowledged", async () => {
    await laptop.page.goto("/settings/devices");
    const marked = laptop.page.getByRole("button", { name: "It was me: Firefox on Android" });
    await marked.click();
    await expect(marked).toHaveCount(0);
    await expect(question).toHaveCount(0);
    await expect(laptop.page.getByRole("button", { name: "Sign out Firefox on Android" })).toBeVisible();
  });

  await test.step("a known device signs in unasked", async () => {
    await phone.page.goto("/settings");
    await phone.page.getByRole("button", { name: "Sign out" }).click();
    await phone.confirm("Sign out");
    await expect(phone.welcome).toBeVisible();
    await signIn();
    const { items } = await people.call<{ items: { new?: boolean }[] }>("GET", "/v1/sessions", undefined, lou.token);
    expect(items.filter((one) => one.new)).toEqual([]);
  });

  await test.step("what is not one's own ends in one tap, and the password can be changed", async () => {
    await phone.page.evaluate(() => localStorage.removeItem("causerie.device"));
    await phone.page.goto("/settings");
    await phone.page.getByRole("button", { name: "Sign out" }).click();
    await phone.confirm("Sign out");
    await expect(phone.welcome).toBeVisible();
    await signIn();
    await question.getByRole("button", { name: "End it" }).click();
    await expect(phone.page.getByRole("button", { name: "Sign in", exact: true })).toBeVisible();
    await laptop.confirm("Change the password");
    await expect(laptop.page).toHaveURL(/\/settings\/account\/password$/);
    await expect(question).toHaveCount(0);
  });
});
