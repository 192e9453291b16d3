import { expect, test } from "./support/test";

test("swipe to reply, double tap to react, hold for the menu", async ({ people, device }) => {
  const lou = await people.signUp("Lou");
  const camille = await people.signUp("Camille");
  const talk = await people.conversation(lou, camille);
  await people.say(camille, talk, "Touch this");
  const his = await device(lou);
  await his.openConversation(talk, "Camille");
  const touch = await his.context.newCDPSession(his.page);
  const box = await his.message("Touch this").boundingBox();
  if (!box) throw new Error("the message is not on the screen");
  const y = box.y + box.height / 2;
  const press = (x: number) => touch.send("Input.dispatchTouchEvent", { type: "touchStart", touchPoints: [{ x, y }] });
  const move = (x: number) => touch.send("Input.dispatchTouchEvent", { type: "touchMove", touchPoints: [{ x, y }] });
  const lift = () => touch.send("Input.dispatchTouchEvent", { type: "touchEnd", touchPoints: [] });

  await press(60);
  for (let x = 60; x <= 180; x += 10) await move(x);
  await lift();
  await expect(his.page.getByText("Replying to Camille")).toBeVisible();
  await his.page.getByRole("button", { name: "Cancel" }).click();

  for (let taps = 0; taps < 2; taps += 1) {
    await press(60);
    await lift();
  }
  await expect(his.page.getByRole("button", { name: "❤️ from you" })).toBeVisible();

  await press(60);
  await expect(his.page.getByRole("menuitem", { name: "Reply" })).toBeVisible();
  await lift();
});
