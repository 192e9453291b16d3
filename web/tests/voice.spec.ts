import { clean } from "./support/clean";
import { expect, test } from "./support/test";

// Chromium's false microphone beeps once a second.
test.use({ permissions: ["microphone"] });

test("a voice message is recorded, listened to, sent, played on the other side, and gone once it is unsent", async ({ people, device }) => {
  test.slow(); // the server makes each recording anew in a process of its own
  const lou = await people.signUp("Lou");
  const camille = await people.signUp("Camille");
  const talk = await people.conversation(lou, camille);
  await people.say(camille, talk, "Tell me");
  const hers = await device(camille);
  await hers.openInbox();
  const his = await device(lou);
  await his.openConversation(talk, "Camille");
  const record = his.page.getByRole("button", { name: "Record a voice message" });
  const recorder = his.page.getByRole("group", { name: "Voice message" });

  await test.step("give one up by Escape", async () => {
    await record.focus();
    await his.page.keyboard.press("Enter");
    await expect(recorder.getByText("0:01")).toBeVisible({ timeout: 30_000 });
    await his.page.keyboard.press("Escape");
    await expect(recorder).toBeHidden();
    await expect(his.field("Camille")).toBeFocused();
  });

  await test.step("record, stop and listen before it is sent", async () => {
    await record.focus();
    await his.page.keyboard.press("Enter");
    await expect(recorder.getByText("0:02")).toBeVisible({ timeout: 30_000 });
    await clean(his, "recording");
    await recorder.getByRole("button", { name: "Stop and listen" }).click();
    await expect(recorder.getByRole("slider", { name: "Position in the recording" })).toBeVisible();
    await clean(his, "a recording before it is sent");
    await recorder.getByRole("button", { name: "Send the voice message" }).click();
    await expect(recorder).toBeHidden();
    await expect(his.message(/Voice message, 0:0\d/)).toBeVisible();
    await expect(hers.row("Lou")).toContainText(/Voice message, 0:0\d/, { timeout: 40_000 });
  });

  const note = hers.message(/Voice message, 0:0\d/);
  await test.step("play it, at another speed", async () => {
    await hers.row("Lou").getByRole("link").click();
    await expect(note.getByText("Not played yet")).toBeAttached({ timeout: 30_000 });
    await clean(hers, "a voice message");
    await note.getByRole("button", { name: "Play", exact: true }).click();
    const position = note.getByRole("slider", { name: "Position in the recording" });
    await expect.poll(async () => Number(await position.inputValue()), { timeout: 30_000, intervals: [50] }).toBeGreaterThan(0);
    await expect(note.getByText("Not played yet")).toHaveCount(0);
    await expect(note.getByRole("button", { name: "Pause" })).toHaveCount(0, { timeout: 30_000 }); // it has come to its end
    await expect(his.message(/Voice message, 0:0\d/).getByText("Played", { exact: true })).toBeVisible({ timeout: 30_000 });
  });

  await test.step("unsend it, and nobody is given it any more", async () => {
    const source = `/v1/voices/${lou.id}/`;
    const asked = hers.page.waitForRequest((request) => request.url().includes(source));
    await note.getByRole("button", { name: "Play", exact: true }).click();
    const address = new URL((await asked).url()).pathname;
    await his.act(/Voice message, 0:0\d/, "Unsend");
    await his.confirm("Unsend");
    await expect(hers.inLog("Lou unsent a message")).toBeVisible({ timeout: 20_000 });
    await people.refuses(camille, address);
    await people.refuses(lou, address);
  });
});

test("a voice message waits for the network over a reload, and a refused microphone is explained", { tag: "@anywhere" }, async ({ people, device }) => {
  test.slow();
  const lou = await people.signUp("Lou");
  const camille = await people.signUp("Camille");
  const talk = await people.conversation(lou, camille);
  const his = await device(lou);
  await his.openConversation(talk, "Camille");
  const record = his.page.getByRole("button", { name: "Record a voice message" });
  const recorder = his.page.getByRole("group", { name: "Voice message" });
  await his.page.route("**/v1/uploads", (route) => route.abort());

  await test.step("hold the button, and let go to send", async () => {
    await record.hover();
    await his.page.mouse.down();
    await expect(recorder.getByText("0:02")).toBeVisible({ timeout: 30_000 });
    await his.page.mouse.up();
    await expect(recorder).toBeHidden();
  });
  const sent = his.message(/Voice message, 0:0\d$/);
  await expect(sent.getByRole("button", { name: "Cancel sending" })).toBeVisible();
  await his.page.reload();
  await expect(sent.getByRole("button", { name: "Cancel sending" })).toBeVisible();
  await his.page.unroute("**/v1/uploads");
  await expect(his.inLog("Sent")).toBeVisible({ timeout: 40_000 });
  await expect(sent.getByRole("button", { name: "Cancel sending" })).toBeHidden();

  await test.step("slide to cancel", async () => {
    await record.hover();
    await his.page.mouse.down();
    await expect(recorder.getByText("0:01")).toBeVisible({ timeout: 30_000 });
    await his.page.mouse.move(40, (await record.boundingBox())?.y ?? 0, { steps: 4 });
    await expect(recorder).toBeHidden();
    await his.page.mouse.up();
  });

  await test.step("no microphone", async () => {
    await his.page.evaluate(() => {
      navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException("", "NotFoundError"));
    });
    await record.focus();
    await his.page.keyboard.press("Enter");
    await expect(recorder.getByRole("alert")).toHaveText(/No microphone was found/);
    await recorder.getByRole("button", { name: "Close" }).click();
    await expect(recorder).toBeHidden();
  });
});
