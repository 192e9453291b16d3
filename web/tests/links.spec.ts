import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { clean } from "./support/clean";
import { Server } from "./support/server";
import { expect, test as base } from "./support/test";

// The server with a shop beside it, which alone is reached for previews.
const test = base.extend<object, { server: Server }>({
  server: [
    // eslint-disable-next-line no-empty-pattern -- Playwright reads the fixtures that are needed from this pattern
    async ({}, use) => {
      const folder = await mkdtemp(join(tmpdir(), "causerie-shop-"));
      const program = join(folder, "serve");
      const root = fileURLToPath(new URL("../..", import.meta.url));
      await promisify(execFile)("go", ["build", "-o", program, "./internal/preview/previewtest/serve"], { cwd: root, env: { ...process.env, CGO_ENABLED: "0" } });
      const server = await Server.startOf(program);
      await use(server);
      await server.remove();
      await rm(folder, { recursive: true, force: true });
    },
    { scope: "worker", timeout: 180_000 },
  ],
});

test("a link is sent with what its page says of itself, which stays as long as the link, or without it", { tag: "@anywhere" }, async ({ people, device, server }) => {
  test.slow(); // the server makes each picture anew in a process of its own
  const shop = /^shop (\S+)$/m.exec(server.log)?.[1] ?? "";
  const lou = await people.signUp("Lou");
  const camille = await people.signUp("Camille");
  const talk = await people.conversation(lou, camille);
  await people.say(camille, talk, "Which lamp?");
  const his = await device(lou);
  await his.openConversation(talk, "Camille");
  const hers = await device(camille);
  const outside: string[] = [];
  for (const { page } of [his, hers]) page.on("request", (request) => !request.url().startsWith(server.url) && !/^(data|blob):/.test(request.url()) && outside.push(request.url()));
  await hers.openConversation(talk, "Lou");
  const send = () => his.page.getByRole("button", { name: "Send", exact: true }).click();
  const tray = his.page.getByRole("group", { name: "Preview of the link" });

  await test.step("it stands above the field while one writes, and goes with the message", async () => {
    await his.field("Camille").fill(`This one: ${shop}/lamp?x=1`);
    await expect(tray).toContainText("Lampe Lucie", { timeout: 30_000 });
    await expect(tray).toContainText("€149.00");
    await clean(his, "a link while it is written");
    await send();
    await expect(tray).toBeHidden();
  });

  const card = hers.message("This one").getByRole("link", { name: /Lampe Lucie/ });
  await test.step("its reader sees it, from this server alone", async () => {
    await expect(card).toBeVisible({ timeout: 30_000 });
    await expect(card).toContainText("Les Ateliers du Canal · 127.0.0.1");
    await expect(card).toHaveAttribute("href", `${shop}/lamp?x=1`);
    await expect.poll(() => card.getByRole("presentation").evaluate((picture: HTMLImageElement) => picture.naturalWidth)).toBe(640);
    await clean(hers, "a message with a link");
    expect(outside).toEqual([]);
  });

  await test.step("who edits the link away has it go", async () => {
    await people.edit(lou, talk, 2, "None of them");
    await expect(hers.message("None of them")).toBeVisible();
    await expect(card).toHaveCount(0);
  });

  await test.step("one can send a link without it", async () => {
    await his.field("Camille").fill(`Or ${shop}/other`);
    await expect(tray).toBeVisible({ timeout: 30_000 });
    await tray.getByRole("button", { name: "Send without the preview" }).click();
    await expect(tray).toBeHidden();
    await send();
    await expect(hers.message("Or http")).toBeVisible();
    await expect(hers.message("Or http").getByRole("link")).toHaveCount(1);
  });

  await test.step("in a group, who wants no pictures of strangers sees its colours and its words", async () => {
    const theo = await people.signUp("Théo");
    await people.befriend(camille, theo);
    await people.call("PATCH", "/v1/me/privacy", { strangerPictures: false }, theo.token);
    const club = await people.group(camille, "Canal club", lou, theo);
    const theirs = await device(theo);
    await theirs.openConversation(club, "Canal club");
    await his.openConversation(club, "Canal club");
    await his.field("Canal club").fill(`For all: ${shop}/lamp`);
    await expect(tray).toContainText("Lampe Lucie", { timeout: 30_000 });
    await send();
    const veiled = theirs.message("For all").getByRole("link", { name: /Lampe Lucie/ });
    await expect(veiled).toBeVisible({ timeout: 30_000 });
    await expect(veiled.getByRole("presentation")).toHaveCount(0);
    await people.befriend(lou, theo);
    await expect(veiled.getByRole("presentation")).toHaveCount(1, { timeout: 30_000 });
  });
});

test("a place is sent on a map that the server made, and read without anybody outside", { tag: "@anywhere" }, async ({ people, device, server }) => {
  test.slow();
  const [lou, camille] = await people.signUpAll("Lou", "Camille");
  const talk = await people.conversation(lou, camille);
  const his = await device(lou, { geolocation: { latitude: 48.886012, longitude: 2.371987, accuracy: 18 }, permissions: ["geolocation"] });
  const hers = await device(camille);
  const outside: string[] = [];
  for (const { page } of [his, hers]) page.on("request", (request) => !request.url().startsWith(server.url) && !/^(data|blob):/.test(request.url()) && outside.push(request.url()));
  await his.openConversation(talk, "Camille");
  await hers.openConversation(talk, "Lou");
  for (const precise of ["Exact", "Approximate"]) {
    await his.page.getByRole("button", { name: "Add", exact: true }).click();
    await his.page.getByRole("menuitem", { name: "Location" }).click();
    const sheet = his.page.getByRole("dialog", { name: "Send your location" });
    await sheet.getByRole("radio", { name: precise }).check();
    await expect(sheet.getByRole("img", { name: "Map of the surroundings" })).toBeVisible({ timeout: 30_000 });
    await expect(sheet.getByText("© Cartographes du canal")).toBeVisible();
    await clean(his, "a map before it is sent");
    await sheet.getByRole("button", { name: "Send", exact: true }).click();
    await expect(sheet).toBeHidden();
  }
  const maps = hers.page.getByRole("img", { name: "Map of the surroundings" });
  await expect(maps).toHaveCount(2);
  for (const map of await maps.all()) {
    await expect.poll(() => map.evaluate((picture: HTMLImageElement) => picture.naturalWidth)).toBe(544);
    expect(await map.evaluate(({ clientWidth, clientHeight }) => [clientWidth, clientHeight])).toEqual([272, 136]);
  }
  await clean(hers, "maps in a conversation");
  expect(outside).toEqual([]);
});
