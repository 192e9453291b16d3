import { expect, test } from "./support/test";

test("French and English: by the browser, and by choice", async ({ people, device, stranger }) => {
  const outside = await stranger({ locale: "fr-FR" });
  await outside.page.goto("/");
  await expect(outside.page.getByRole("heading", { name: "On se parle ?" })).toBeVisible();
  await expect(outside.page.locator("html")).toHaveAttribute("lang", "fr");
  await outside.page.getByRole("combobox", { name: "Langue" }).selectOption("en");
  await expect(outside.welcome).toBeVisible();
  await outside.page.reload();
  await expect(outside.welcome).toBeVisible();

  const lou = await people.signUp("Lou");
  const his = await device(lou);
  await his.openInbox();
  await his.page.goto("/settings/language");
  await his.page.getByRole("radio", { name: "Français" }).check();
  await expect(his.page.getByRole("heading", { name: "Langue" })).toBeVisible();
  await his.page.goto("/inbox");
  await expect(his.page.getByText("La place d’en face est libre")).toBeVisible();
  await his.page.reload();
  await expect(his.page.getByRole("heading", { name: "Boîte de réception" })).toBeVisible();
});

test("two people talk in French", { tag: "@anywhere" }, async ({ people, device }) => {
  const lou = await people.signUp("Lou");
  const camille = await people.signUp("Camille");
  await people.befriend(lou, camille);
  const his = await device(lou, { locale: "fr-FR" });
  const hers = await device(camille, { locale: "fr-FR" });
  await hers.page.goto("/inbox");
  await expect(hers.page.getByText("La place d’en face est libre")).toBeVisible();

  await his.page.goto("/inbox");
  await his.page.getByRole("link", { name: "Nouveau message" }).first().click();
  await his.page.getByRole("combobox", { name: "Nom ou identifiant" }).fill(camille.handle);
  await his.page.getByRole("option", { name: camille.handle }).click();
  await his.page.getByRole("textbox", { name: "Écrire à Camille" }).fill("Samedi, au bord de l’eau ?");
  await his.page.getByRole("button", { name: "Envoyer", exact: true }).click();
  await expect(his.inLog("Distribué")).toBeVisible();

  await expect(hers.page).toHaveTitle("(1) Boîte de réception · Causerie");
  await hers.row("Lou").getByRole("link").click();
  await expect(hers.message("Samedi, au bord de l’eau ?")).toBeVisible();
  await expect(his.inLog("Lu")).toBeVisible();
  await hers.page.getByRole("textbox", { name: "Écrire à Lou" }).pressSequentially("Oui !", { delay: 20 });
  await expect(his.page.getByRole("img", { name: "Camille écrit" })).toBeVisible();
});

test("light and dark: by the system, and by choice", async ({ people, device }) => {
  const lou = await people.signUp("Lou");
  const his = await device(lou, { colorScheme: "light" });
  await his.openInbox();
  const ground = () => his.page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
  const light = await ground();
  await his.page.emulateMedia({ colorScheme: "dark" });
  await expect.poll(ground).not.toBe(light);
  const dark = await ground();

  await his.page.goto("/settings/appearance");
  await his.page.getByRole("radio", { name: /Light/ }).check();
  await expect.poll(ground).toBe(light);
  await his.page.reload();
  await expect.poll(ground).toBe(light);
  await his.page.emulateMedia({ colorScheme: "light" });
  await his.page.getByRole("radio", { name: /Dark/ }).check();
  await expect.poll(ground).toBe(dark);
});
