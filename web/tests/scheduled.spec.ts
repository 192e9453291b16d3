import { clean } from "./support/clean";
import { expect, test } from "./support/test";

test("a message is written now and sent later, from whatever device changes its mind @anywhere", async ({ people, device }) => {
  const lou = await people.signUp("Lou");
  const camille = await people.signUp("Camille");
  const talk = await people.conversation(lou, camille);
  await people.say(camille, talk, "What is new?");
  const one = await device(lou);
  const two = await device(lou);
  await one.openConversation(talk, "Camille");
  await two.openConversation(talk, "Camille");
  const clock = (on: typeof one, name: string) => on.page.getByRole("button", { name, exact: true });
  const field = one.page.getByRole("textbox", { name: "Message Camille" });

  await test.step("from the menu, with a time that is offered", async () => {
    await field.fill("Happy birthday!");
    await one.page.getByRole("button", { name: "Add", exact: true }).click();
    await one.page.getByRole("menuitem", { name: "Schedule a message" }).click();
    await expect(one.page.getByRole("textbox", { name: "Text" })).toHaveValue("Happy birthday!");
    await one.page.getByRole("radio", { name: "Tomorrow morning" }).check();
    await clean(one, "the choice of when a message is sent");
    await one.page.getByRole("button", { name: "Schedule", exact: true }).click();
    await expect(field).toHaveValue("");
  });

  await test.step("both devices know it, and the other nothing", async () => {
    await expect(clock(one, "1 scheduled message")).toBeVisible();
    await clock(two, "1 scheduled message").click();
    await expect(two.page.getByText(/Tomorrow at 0?9:00/)).toBeVisible();
    await clean(two, "what waits to be sent");
    await expect(one.message("Happy birthday!")).toHaveCount(0);
  });

  await test.step("changed, and sent now", async () => {
    await two.page.getByRole("button", { name: "Change" }).click();
    await two.page.getByRole("textbox", { name: "Text" }).fill("Happy birthday, Camille!");
    await two.page.getByLabel("Date and time").fill("2020-01-01T10:00");
    await two.page.getByRole("button", { name: "Save" }).click();
    await expect(two.page.getByText("This time has passed. Choose a later one.")).toBeVisible();
    await two.page.getByRole("radio", { name: "Tomorrow morning" }).check();
    await two.page.getByRole("button", { name: "Save" }).click();
    await two.page.getByRole("button", { name: "Send now" }).click();
    await expect(one.message("Happy birthday, Camille!")).toBeVisible();
    await expect(clock(one, "1 scheduled message")).toHaveCount(0);
    await expect(clock(two, "1 scheduled message")).toHaveCount(0);
  });

  await test.step("what is refused at its time says so", async () => {
    await field.fill("One more thing");
    await one.page.getByRole("button", { name: "Send", exact: true }).click({ button: "right" });
    await one.page.getByRole("button", { name: "Schedule", exact: true }).click();
    await expect(clock(one, "1 scheduled message")).toBeVisible();
    await people.call("PUT", `/v1/accounts/${lou.id}/block`, undefined, camille.token);
    await clock(one, "1 scheduled message").click();
    await one.page.getByRole("button", { name: "Send now" }).click();
    await expect(one.page.getByText("Not sent. This person isn’t accepting this message.")).toBeVisible();
    await one.page.getByRole("button", { name: "Close" }).click();
    await one.page.goto("/");
    await one.page.getByRole("alert").filter({ hasText: "A scheduled message was not sent" }).getByRole("button", { name: "Look" }).click();
    await one.page.getByRole("button", { name: "Delete" }).click();
    await one.page.getByRole("alertdialog").getByRole("button", { name: "Delete" }).click();
    await expect(one.page.getByRole("dialog")).toHaveCount(0);
    await expect(one.page.getByText("A scheduled message was not sent")).toHaveCount(0);
  });
});
