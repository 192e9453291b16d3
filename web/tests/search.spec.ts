import { clean } from "./support/clean";
import { picture } from "./support/picture";
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

test("by what, by whom and when, and what is shared in a conversation", { tag: "@anywhere" }, async ({ people, device }) => {
  const [lou, camille, theo] = await people.signUpAll("Lou", "Camille", "Théo");
  const talk = await people.conversation(lou, camille);
  await people.say(camille, talk, "The pie of https://example.org/pie", "A pie without it");
  await people.say(lou, talk, "My pie is at https://example.org/mine");
  await people.say(theo, await people.conversation(theo, lou), "Théo has https://example.org/theo");
  const his = await device(lou);
  await his.openConversation(talk, "Camille");
  await his.page.getByLabel("Add photos").setInputFiles([await picture(his.page, "pie.jpg", 600, 400, 20)]);
  await his.page.getByRole("button", { name: "Send", exact: true }).click();
  await expect(his.message("Photo")).toContainText("Sent", { timeout: 40_000 });

  await his.page.goto(`/c/${talk}/details`);
  await his.page.getByRole("link", { name: "Photos, videos, voice messages, files, links" }).click();
  const found = his.page.getByRole("region", { name: "Messages" }).getByRole("link");
  await expect(found).toHaveCount(1);
  await expect(found.first()).toHaveAccessibleName(/^Photo, You/);
  await clean(his, "the photos of a conversation");

  await his.page.getByRole("combobox", { name: "What" }).selectOption({ label: "Links" });
  await expect(found).toHaveText([/My pie/, /The pie of/]);
  await his.page.getByRole("combobox", { name: "By whom" }).selectOption({ label: "Camille" });
  await expect(found).toHaveText([/The pie of/]);
  await his.page.reload(); // an address that can be kept
  await expect(found).toHaveText([/The pie of/]);
  await his.page.getByRole("combobox", { name: "By whom" }).selectOption({ label: "Anyone" });
  await his.page.getByRole("button", { name: "Search everywhere" }).click();
  await expect(found).toHaveText([/Théo has/, /My pie/, /The pie of/]);
  await his.page.getByRole("combobox", { name: "When" }).selectOption({ label: "The last 7 days" });
  await his.page.getByRole("searchbox", { name: "Names and messages" }).fill("mine");
  await expect(found).toHaveText([/example.org\/mine/]);
  await his.page.getByRole("combobox", { name: "What" }).selectOption({ label: "Polls" });
  await expect(his.page.getByText("Choose something else above", { exact: false })).toBeVisible();
  await clean(his, "a search that finds nothing");
});
