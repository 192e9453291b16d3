import { expect, test } from "./support/test";

test("swipe to reply, double tap to react, hold for the menu", async ({ people, device }) => {
  const lou = await people.signUp("Lou");
  const camille = await people.signUp("Camille");
  const talk = await people.conversation(lou, camille);
  await people.say(camille, talk, "Touch this");
  const his = await device(lou);
  await his.openConversation(talk, "Camille");
  const touch = await his.context.newCDPSession(his.page);
  /** The middle of the message, once it has come to rest: what opens and closes below moves it. */
  const middle = async () => {
    await his.message("Touch this").tap({ trial: true });
    const box = await his.message("Touch this").boundingBox();
    if (!box) throw new Error("the message is not on the screen");
    return box.y + box.height / 2;
  };
  /**
   * What a finger does, at the milliseconds at which it does it. The page gets all of it without a wait for what it makes of each
   * part, as from a finger: a busy machine would make a slow finger of a quick one, and slowness means something here.
   */
  const finger = async (...does: { at: number; x?: number }[]) => {
    const y = await middle();
    const began = Date.now();
    let down = false;
    await Promise.all(
      does.map(({ at, x }) => {
        const type = x === undefined ? "touchEnd" : down ? "touchMove" : "touchStart";
        down = x !== undefined;
        return touch.send("Input.dispatchTouchEvent", { type, touchPoints: x === undefined ? [] : [{ x, y }], timestamp: (began + at) / 1000 });
      }),
    );
  };

  const swipe = Array.from({ length: 13 }, (_, i) => ({ at: 10 * i, x: 60 + 10 * i }));
  await finger(...swipe, { at: 140 });
  await expect(his.page.getByText("Replying to Camille")).toBeVisible();
  await his.page.getByRole("button", { name: "Cancel" }).click();
  await expect(his.page.getByText("Replying to Camille")).toHaveCount(0); // until then the message is not where it will be

  await finger({ at: 0, x: 60 }, { at: 40 }, { at: 120, x: 60 }, { at: 160 });
  await expect(his.page.getByRole("button", { name: "❤️ from you" })).toBeVisible();

  await finger({ at: 0, x: 60 });
  await expect(his.page.getByRole("menuitem", { name: "Reply" })).toBeVisible();
  await touch.send("Input.dispatchTouchEvent", { type: "touchEnd", touchPoints: [] });

  // The click that follows the second tap has not taken back what came under the finger.
  const { items } = await people.call<{ items: { kind: string }[] }>("GET", `/v1/conversations/${talk}/entries`, undefined, lou.token);
  expect(items.map(({ kind }) => kind)).toEqual(["message", "reaction"]);
});
