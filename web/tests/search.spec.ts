import { expect, test } from "./support/test";

test("conversations by name and messages by words, without regard to accents, and a jump to the hit", async ({ people, device }) => {
  const lou = await people.signUp("Lou");
  const theo = await people.signUp("Théo");
  const awa = await people.signUp("Awa");
  const talk = await people.conversation(lou, theo);
  await people.say(awa, await people.conversation(awa, lou), "Good night");
  await people.say(theo, talk, "Le goûter est prêt, on t’attend");
  await people.say(theo, talk, ...Array.from({ length: 150 }, (_, i) => `Line ${i + 1}`));

  const his = await device(lou);
  await his.openInbox();
  const search = his.page.getByRole("searchbox", { name: "Search" });
  await search.fill("theo");
  await expect(his.page.getByRole("region", { name: "Conversations" }).getByRole("link", { name: /Théo/ }).first()).toBeVisible();
  await expect(his.page.getByRole("link", { name: /Awa/ })).toHaveCount(0);

  await search.fill("gouter pre");
  await his.page.getByRole("region", { name: "Messages" }).getByRole("link", { name: /goûter/ }).click();
  await expect(his.message("Le goûter est prêt")).toBeInViewport();
  await expect(his.page.getByRole("button", { name: "Go to the newest message" })).toBeVisible();
  await his.page.getByRole("button", { name: "Go to the newest message" }).click();
  await expect(his.message("Line 150")).toBeInViewport();
});

test("within a conversation, from hit to hit", async ({ people, device }) => {
  const lou = await people.signUp("Lou");
  const camille = await people.signUp("Camille");
  const talk = await people.conversation(lou, camille);
  await people.say(camille, talk, "A pie for Saturday", ...Array.from({ length: 80 }, (_, i) => `Line ${i + 1}`), "No, two pies");
  const his = await device(lou);
  await his.openConversation(talk, "Camille");
  await his.page.getByRole("button", { name: "Search in conversation" }).click();
  await his.page.getByRole("searchbox", { name: "Search in conversation" }).fill("pie");
  await expect(his.page.getByText("1/2")).toBeVisible();
  await expect(his.message("No, two pies")).toBeInViewport();
  await his.page.getByRole("button", { name: "Older" }).click();
  await expect(his.message("A pie for Saturday")).toBeInViewport();
  await his.page.getByRole("button", { name: "Close" }).click();
  await expect(his.field("Camille")).toBeVisible();
});

test("people are found as one types, by handle or name", { tag: "@anywhere" }, async ({ people, device }) => {
  const lou = await people.signUp("Lou");
  const maia = await people.signUp("Maïa");
  await people.befriend(lou, maia);
  const his = await device(lou);
  await his.page.goto("/friends");
  const search = his.page.getByRole("searchbox", { name: "Find by handle or name" });
  await search.pressSequentially("MAI", { delay: 30 });
  await expect(his.page.getByText(`@${maia.handle}`)).toBeVisible();
  await search.fill(`@${maia.handle.slice(0, -2)}`);
  await his.page.getByRole("listitem").filter({ hasText: maia.handle }).getByRole("link").click();
  await expect(his.page.getByRole("heading", { name: "Maïa" })).toBeVisible();
  await his.page.getByRole("button", { name: "Message" }).click();
  await expect(his.field("Maïa")).toBeVisible();
});
