import { clean } from "./support/clean";
import { expect, test } from "./support/test";

test.setTimeout(180_000);

test("a young person and a guardian link, see the same, and either ends it", async ({ people, device }) => {
  const lou = await people.signUp("Lou", 15);
  const [mum, friend] = await people.signUpAll("Maman", "Camille");
  await people.befriend(lou, mum);
  await people.befriend(lou, friend);
  const hers = await device(lou, { reducedMotion: "reduce" });
  const his = await device(mum, { reducedMotion: "reduce" });

  await test.step("the young one asks, the guardian accepts", async () => {
    await hers.page.goto("/settings/safety/guardian");
    await hers.page.getByRole("button", { name: "Ask Maman to be your guardian" }).click();
    await expect(hers.page.getByText("You asked them to be your guardian.")).toBeVisible();
    await his.page.goto("/settings/safety/guardian");
    await expect(his.page.getByText("Asks you to be their guardian")).toBeVisible();
    await clean(his, "a guardian who is asked");
    await his.page.getByRole("button", { name: "Accept Lou" }).click();
    await expect(his.page.getByText(/You are their guardian since/)).toBeVisible();
    await expect(hers.page.getByText(/Your guardian since/)).toBeVisible();
  });

  await test.step("both see the same, and no name", async () => {
    await his.page.getByRole("button", { name: "See what you are shown" }).click();
    await hers.page.getByRole("button", { name: "See what they see" }).click();
    await expect(his.page.getByText("2 new contacts")).toBeVisible();
    await expect(hers.page.getByText("2 new contacts")).toBeVisible();
    const seen = (page: typeof his.page) => page.getByRole("definition").allTextContents();
    expect(await seen(his.page)).toEqual(await seen(hers.page));
    await expect(his.page.getByText("Camille")).toHaveCount(0);
    await clean(hers, "what a guardian sees");
  });

  await test.step("a minute on screen is counted", async () => {
    await people.call("POST", "/v1/me/time", undefined, lou.token);
    await his.page.reload();
    await his.page.getByRole("button", { name: "See what you are shown" }).click();
    await expect(his.page.getByText("15 min", { exact: true })).toBeVisible();
  });

  await test.step("the young one ends it, and both are told at once", async () => {
    await hers.page.getByRole("button", { name: "End the link with Maman" }).click();
    await hers.confirm("End the link");
    await expect(hers.page.getByText(/You ended the link on/)).toBeVisible();
    await expect(his.page.getByText(/They ended the link on/)).toBeVisible();
    await expect(his.page.getByText("15 min", { exact: true })).toHaveCount(0);
    await his.page.getByRole("button", { name: "Remove the notice about Lou" }).click();
    await expect(his.page.getByText(/They ended the link on/)).toHaveCount(0);
  });
});
