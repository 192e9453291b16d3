import { clean } from "./support/clean";
import { expect, test } from "./support/test";

test("messages are pinned for everyone, lead to where they stand, and go with what is unsent", async ({ people, device }) => {
  const lou = await people.signUp("Lou");
  const camille = await people.signUp("Camille");
  const talk = await people.conversation(lou, camille);
  await people.say(lou, talk, "The code is 4711", ...Array.from({ length: 60 }, (_, i) => `Line ${i + 1}`), "See you at eight", "On the roof", "With cake");
  const his = await device(lou);
  const hers = await device(camille);
  await his.openConversation(talk, "Camille");
  await hers.openConversation(talk, "Lou");
  const { items } = await people.call<{ items: { seq: number; content: { text?: string } }[] }>("GET", `/v1/conversations/${talk}/entries?after=0&limit=5`, undefined, lou.token);
  const code = items.find((one) => one.content.text === "The code is 4711")?.seq ?? 0;
  const bar = (on: typeof his) => on.page.getByRole("complementary", { name: "Pinned messages" });

  await test.step("pin one, and the other sees it with a line of who did", async () => {
    await his.act("See you at eight", "Pin");
    await expect(bar(his)).toContainText("See you at eight");
    await expect(bar(hers)).toContainText("See you at eight");
    await expect(hers.page.getByRole("note").filter({ hasText: "Lou pinned a message" })).toBeVisible();
    await clean(hers, "a pinned message");
  });

  await test.step("go through several, to what is far above", async () => {
    await people.append(camille, talk, "pin", { messageSeq: code });
    await expect(bar(his)).toContainText("Pinned message 2 of 2");
    await expect(bar(his)).toContainText("The code is 4711");
    await bar(his).getByRole("button", { name: /^Pinned message 2 of 2/ }).click();
    await expect(his.message("The code is 4711")).toBeInViewport();
    await expect(bar(his)).toContainText("Pinned message 1 of 2");
    await bar(his).getByRole("button", { name: /^Pinned message 1 of 2/ }).click();
    await expect(his.message("See you at eight")).toBeInViewport();
  });

  await test.step("a fourth has no room", async () => {
    await his.act("On the roof", "Pin");
    await expect(bar(his)).toContainText("3 of 3");
    await his.act("With cake", "Pin");
    await expect(his.page.getByText("Three messages are pinned here, which is the most. Unpin one first.").first()).toBeVisible();
  });

  await test.step("unpin from the bar and from the menu, and lose what is unsent", async () => {
    await bar(hers).getByRole("button", { name: "Unpin this message" }).click();
    await expect(bar(his)).toContainText("of 2");
    await his.act("See you at eight", "Unpin");
    await expect(bar(hers)).toContainText("The code is 4711");
    await expect(bar(hers)).not.toContainText("of 2");
    await people.edit(lou, talk, code, "The code is 5822");
    await expect(bar(hers)).toContainText("The code is 5822");
    await expect(hers.message("The code is 5822")).toHaveCount(0);
    await his.page.reload();
    await bar(his).getByRole("button", { name: /^Pinned message/ }).click();
    await his.act("The code is 5822", "Unsend");
    await his.confirm("Unsend");
    await expect(bar(his)).toHaveCount(0);
    await expect(bar(hers)).toHaveCount(0);
  });
});
