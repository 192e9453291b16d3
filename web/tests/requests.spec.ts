import { expect, test } from "./support/test";

test("a request is read unseen, accepted, and goes on as a conversation", async ({ people, device }) => {
  const [lou, rosa] = await people.signUpAll("Lou", "Rosa");
  await people.call("PATCH", "/v1/me/direct-messages", { who: "everyone" }, lou.token);
  const hers = await device(rosa);
  await hers.page.goto(`/@${lou.handle}`);
  await hers.page.getByRole("button", { name: "Send a request" }).click();
  await expect(hers.page.getByText(/comes to Lou as a request: up to 3 messages/)).toBeVisible();
  await hers.write("Lou", "Hi Lou, is there a seat left?");
  await expect(hers.page.getByText("2 more messages until they accept.")).toBeVisible();

  const his = await device(lou);
  await his.openInbox();
  await his.page.getByRole("link", { name: /Message requests/ }).click();
  await expect(his.page.getByText(/They cannot see that you read this/)).toBeVisible();
  await his.page.getByRole("link", { name: /Rosa/ }).click();
  const wrote = his.page.getByRole("region", { name: "What Rosa wrote" });
  await expect(wrote).toContainText("Hi Lou, is there a seat left?");
  await hers.write("Lou", "Two");
  // With the last message of a request, the field goes.
  await hers.field("Lou").fill("Three");
  await hers.page.getByRole("button", { name: "Send", exact: true }).click();
  await expect(hers.page.getByText(/Lou hasn’t answered yet/)).toBeVisible();
  await expect(hers.field("Lou")).toHaveCount(0);
  await expect(hers.inLog("Seen")).toHaveCount(0);

  await his.page.getByRole("button", { name: "Accept" }).click();
  await his.write("Rosa", "Welcome");
  await expect(hers.message("Welcome")).toBeVisible();
  await hers.write("Lou", "Thank you");
  await expect(his.message("Thank you")).toBeVisible();
});

test("several requests are chosen and deleted at once, one is reported and its sender blocked", async ({ people, device }) => {
  const [lou, rosa, kim, noor] = await people.signUpAll("Lou", "Rosa", "Kim", "Noor");
  await people.call("PATCH", "/v1/me/direct-messages", { who: "everyone" }, lou.token);
  for (const [who, text] of [[rosa, "The choir"], [kim, "The bike"], [noor, "The market"]] as const) await people.ask(who, lou, text);
  const his = await device(lou);
  await his.page.goto("/inbox/requests");
  await expect(his.row("Noor")).toBeVisible();
  await his.page.getByRole("link", { name: "Select" }).click();
  await his.page.getByRole("checkbox", { name: "Rosa" }).check();
  await his.page.getByRole("checkbox", { name: "Kim" }).check();
  await expect(his.page.getByText("2 requests selected")).toBeVisible();
  await his.page.getByRole("button", { name: "Delete" }).click();
  await his.confirm("Delete");
  await expect(his.row("Rosa")).toHaveCount(0);
  await expect(his.row("Kim")).toHaveCount(0);

  await his.page.getByRole("link", { name: /Noor/ }).click();
  await his.page.getByRole("button", { name: "Report" }).click();
  const dialog = his.page.getByRole("dialog");
  await dialog.getByRole("radio", { name: "Fraud or a scam" }).check();
  await dialog.getByRole("textbox").fill("Asks for money.");
  await dialog.getByRole("button", { name: "Report" }).click();
  await his.confirm("Block");
  await expect(async () => people.refuses(noor, `/v1/accounts/${lou.id}`)).toPass();
  await his.page.goto("/settings/safety/blocked");
  await expect(his.page.getByText("Noor", { exact: true })).toBeVisible();
});
