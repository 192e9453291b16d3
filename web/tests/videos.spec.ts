import { clean } from "./support/clean";
import { film } from "./support/film";
import { picture } from "./support/picture";
import { expect, test } from "./support/test";

test("a video is chosen beside a photo, waits for its making over a reload, and is played by the other", { tag: "@anywhere" }, async ({ people, device }) => {
  test.slow(); // the server makes it anew
  const [lou, camille] = await people.signUpAll("Lou", "Camille");
  const talk = await people.conversation(lou, camille);
  await people.say(camille, talk, "Show me the canal");
  const his = await device(lou);
  await his.openConversation(talk, "Camille");

  await test.step("choose it, and see how long it is", async () => {
    await his.page.getByRole("button", { name: "Add", exact: true }).click();
    await expect(his.page.getByRole("menuitem", { name: "Photos and videos" })).toBeVisible();
    await his.page.keyboard.press("Escape");
    const files = [await film("canal.mp4", 3), await picture(his.page, "boat.jpg", 600, 400, 20)];
    await his.page.getByLabel("Add photos and videos").setInputFiles(files);
    const chosen = his.page.getByRole("list", { name: "Photos to send" });
    await expect(chosen.getByRole("button", { name: "Describe video 1" })).toContainText("0:03", { timeout: 30_000 });
    await clean(his, "a video to send");
    await chosen.getByRole("button", { name: "Remove photo 2" }).click();
  });

  await test.step("send it: while it is made, the page may be loaded again", async () => {
    const uploads: string[] = [];
    his.page.on("request", (request) => request.method() === "POST" && request.url().endsWith("/v1/uploads") && uploads.push(request.url()));
    await his.page.route("**/v1/videos", (route) => route.abort());
    const asked = his.page.waitForRequest("**/v1/videos");
    await his.page.getByRole("button", { name: "Send", exact: true }).click();
    await asked;
    const sent = his.message(/, Video$/);
    await expect(sent.getByRole("progressbar", { name: "Preparing the video" })).toBeVisible();
    await his.page.reload();
    await expect(sent.getByRole("button", { name: "Cancel sending" })).toBeVisible();
    await his.page.unroute("**/v1/videos");
    await expect(his.inLog("Sent")).toBeVisible({ timeout: 60_000 });
    expect(uploads).toHaveLength(1);
  });

  const hers = await device(camille);
  await hers.openInbox();
  await expect(hers.row("Lou")).toContainText("Video");
  await hers.openConversation(talk, "Lou");
  const shown = hers.message(/, Video$/);
  await test.step("see its picture and its length", async () => {
    const open = shown.getByRole("button", { name: "Open video" });
    await expect(open).toContainText("0:03");
    await expect.poll(() => open.locator("img").evaluate((image: HTMLImageElement) => image.naturalWidth), { timeout: 30_000 }).toBeGreaterThan(0);
    await clean(hers, "a message with a video");
    await open.click();
  });

  await test.step("play it over the whole screen", async () => {
    const viewer = hers.page.getByRole("dialog", { name: "Photos" });
    const video = viewer.getByLabel("Video", { exact: true });
    await expect(video).toHaveAttribute("src", new RegExp(`^/v1/videos/${lou.id}/`));
    await expect.poll(() => video.evaluate((element: HTMLVideoElement) => Math.round(element.duration)), { timeout: 30_000 }).toBe(3);
    expect(await video.evaluate((element: HTMLVideoElement) => element.paused)).toBe(true);
    await video.evaluate((element: HTMLVideoElement) => element.play());
    await expect.poll(() => video.evaluate((element: HTMLVideoElement) => element.currentTime)).toBeGreaterThan(0);
    await expect(viewer.getByRole("link", { name: "Download" })).toHaveAttribute("download", /\.mp4$/);
    await clean(hers, "a video over the whole screen");
    await hers.page.keyboard.press("Escape");
    await expect(viewer).toBeHidden();
  });
});
