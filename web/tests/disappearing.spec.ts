import { clean } from "./support/clean";
import { expect, test } from "./support/test";

test("messages disappear at their time, from the screen and from what the device keeps, without a network too @anywhere", async ({ people, device }) => {
  const lou = await people.signUp("Lou");
  const camille = await people.signUp("Camille");
  const talk = await people.conversation(lou, camille);
  await people.say(lou, talk, "This one stays");
  const his = await device(lou);
  const hers = await device(camille);
  await hers.page.clock.install();
  await hers.openConversation(talk, "Lou");
  const note = (on: typeof his, text: string) => on.page.getByRole("note").filter({ hasText: text });

  await test.step("set it in the details, which everyone reads", async () => {
    await his.page.goto(`/c/${talk}/details`);
    await his.page.getByRole("button", { name: "Disappearing messages Off" }).click();
    await clean(his, "the choice of when messages disappear");
    await his.page.getByRole("radio", { name: "After 24 hours" }).click(); // it closes with the answer, before anyone could see it checked
    await expect(his.page.getByRole("button", { name: "Disappearing messages After 24 hours" })).toBeVisible();
    await expect(note(hers, "Lou made new messages disappear after 24 hours")).toBeVisible();
    await expect(hers.page.getByText("Messages disappear after 24 hours", { exact: true })).toBeAttached();
  });

  await test.step("a message tells how long it is still there", async () => {
    await people.say(lou, talk, "Meet me at the lock");
    await expect(hers.message("Meet me at the lock")).toBeVisible();
    await expect(hers.message("Meet me at the lock").getByTitle("Disappears tomorrow")).toBeVisible();
    await hers.message("Meet me at the lock").focus();
    await hers.page.keyboard.press("Enter");
    await expect(hers.page.getByRole("menu").getByText("Disappears tomorrow")).toBeVisible();
    await clean(hers, "a message that disappears");
    await hers.page.keyboard.press("Escape");
  });

  await test.step("at its time nothing of it is left here", async () => {
    await hers.offline(true);
    await hers.page.clock.fastForward("24:00:01");
    await expect(hers.message("Meet me at the lock")).toHaveCount(0);
    await expect(hers.message("This one stays")).toBeVisible();
    const kept = await hers.page.evaluate(
      () =>
        new Promise<string>((resolve, reject) => {
          const opening = indexedDB.open("causerie");
          opening.onerror = () => reject(opening.error as Error);
          opening.onsuccess = () => {
            const tx = opening.result.transaction(["entries", "conversations"]);
            const entries = tx.objectStore("entries").getAll();
            const conversations = tx.objectStore("conversations").getAll();
            tx.oncomplete = () => resolve(JSON.stringify([entries.result, conversations.result]));
          };
        }),
    );
    expect(kept).toContain("This one stays");
    expect(kept).not.toContain("Meet me at the lock");
  });
});
