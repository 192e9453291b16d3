import { expect, test } from "./support/test";

test.use({ serviceWorkers: "allow" });

test("what is written offline leaves when the network is back: once, in order", { tag: "@anywhere" }, async ({ people, device }) => {
  const lou = await people.signUp("Lou");
  const camille = await people.signUp("Camille");
  const talk = await people.conversation(lou, camille);
  await people.say(camille, talk, "Before");
  const his = await device(lou);
  await his.openConversation(talk, "Camille");
  await expect(his.message("Before")).toBeVisible();

  await his.offline(true);
  const wrote = ["First", "Second", "Third"];
  for (const text of wrote) await his.write("Camille", text);
  await expect(his.page.getByText(/Write anyway/)).toBeVisible();
  await expect(his.inLog("Sending…")).toBeVisible();
  await people.say(camille, talk, "Meanwhile");

  await his.offline(false);
  await expect(his.message("Meanwhile")).toBeVisible({ timeout: 20_000 });
  await expect(his.inLog("Sending…")).toBeHidden();
  await expect.poll(() => people.texts(camille, talk)).toEqual(["Before", "Meanwhile", ...wrote]);
  await expect(his.page.getByRole("article")).toHaveCount(5);
});

test("a message that was leaving when the page was reloaded is sent once", { tag: "@anywhere" }, async ({ people, device }) => {
  const lou = await people.signUp("Lou");
  const camille = await people.signUp("Camille");
  const talk = await people.conversation(lou, camille);
  const his = await device(lou);
  await his.openConversation(talk, "Camille");
  for (const text of ["One", "Two", "Three"]) {
    await his.field("Camille").fill(text);
    await his.page.getByRole("button", { name: "Send", exact: true }).click();
    await his.page.reload();
    await expect(his.message(text)).toHaveCount(1);
  }
  await expect(his.inLog("Sending…")).toBeHidden();
  await expect.poll(() => people.texts(camille, talk)).toEqual(["One", "Two", "Three"]);
});

test("the app opens from its local copy with the network cut, and what is written there leaves later", { tag: "@anywhere" }, async ({ people, device }) => {
  const lou = await people.signUp("Lou");
  const camille = await people.signUp("Camille");
  const talk = await people.conversation(lou, camille);
  await people.say(camille, talk, "See you on Saturday");
  const his = await device(lou);
  await his.openConversation(talk, "Camille");
  await expect(his.message("See you on Saturday")).toBeVisible();
  await his.keepsTheApp();
  await expect(his.message("See you on Saturday")).toBeVisible();

  await his.offline(true);
  await his.page.goto("/inbox");
  await expect(his.row("Camille")).toContainText("See you on Saturday");
  await his.row("Camille").getByRole("link").click();
  await expect(his.message("See you on Saturday")).toBeVisible();
  await his.write("Camille", "I’ll bring the pie");
  await his.page.reload();
  await expect(his.message("I’ll bring the pie")).toBeVisible();

  await his.offline(false);
  await expect.poll(() => people.texts(camille, talk), { timeout: 20_000 }).toEqual(["See you on Saturday", "I’ll bring the pie"]);
});

test("nothing is lost or doubled when the server is killed and comes back", { tag: "@anywhere" }, async ({ people, device, server }) => {
  const lou = await people.signUp("Lou");
  const camille = await people.signUp("Camille");
  const talk = await people.conversation(lou, camille);
  const his = await device(lou);
  await his.openConversation(talk, "Camille");
  await his.write("Camille", "Before");
  await his.write("Camille", "At the very moment");
  await server.down("SIGKILL");
  await his.write("Camille", "While it is gone");
  await expect(his.inLog("Sending…")).toBeVisible();
  await server.up();
  await expect(his.inLog("Sending…")).toBeHidden({ timeout: 45_000 });
  expect(await people.texts(camille, talk)).toEqual(["Before", "At the very moment", "While it is gone"]);
});

test("a message that is refused says why, and can be tried again or deleted", { tag: "@anywhere" }, async ({ people, device }) => {
  const lou = await people.signUp("Lou");
  const camille = await people.signUp("Camille");
  const talk = await people.conversation(lou, camille);
  await people.say(lou, talk, "Hello");
  const his = await device(lou);
  await his.openConversation(talk, "Camille");
  await people.call("PUT", `/v1/accounts/${lou.id}/block`, undefined, camille.token);

  await his.write("Camille", "Refused, then sent");
  await his.write("Camille", "Refused, then deleted");
  const first = his.message("Refused, then sent");
  const second = his.message("Refused, then deleted");
  await expect(first).toContainText("This person isn’t accepting this message.");
  await expect(second).toContainText("This person isn’t accepting this message.");
  await second.getByRole("button", { name: "Delete" }).click();
  await expect(second).toBeHidden();

  await people.call("DELETE", `/v1/accounts/${lou.id}/block`, undefined, camille.token);
  await first.getByRole("button", { name: "Try again" }).click();
  await expect(first.getByRole("button", { name: "Try again" })).toBeHidden();
  await expect.poll(() => people.texts(camille, talk)).toEqual(["Hello", "Refused, then sent"]);
});
