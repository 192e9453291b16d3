import { readFile } from "node:fs/promises";
import type { Locator } from "@playwright/test";
import { clean } from "./support/clean";
import type { Person } from "./support/people";
import { expect, test } from "./support/test";

test("a request is read unseen, accepted, and goes on as a conversation", async ({ people, device }) => {
  const [lou, rosa] = await people.signUpAll("Lou", "Rosa");
  await people.takes(lou, "everyone");
  const hers = await device(rosa);
  await hers.page.goto("/inbox/new");
  await hers.page.getByRole("combobox").fill(lou.handle);
  await expect(hers.page.getByRole("option")).toHaveText(/Request$/);
  await hers.page.goto(`/@${lou.handle}`);
  await hers.page.getByRole("button", { name: "Send a request" }).click();
  await expect(hers.page.getByText(/comes to Lou as a request: up to 3 messages/)).toBeVisible();
  await hers.write("Lou", "Hi Lou, is there a seat left?");
  await expect(hers.page.getByText("2 more messages until they accept.")).toBeVisible();

  const his = await device(lou);
  await his.openInbox();
  await his.page.getByRole("link", { name: /Message requests/ }).click();
  await expect(his.page.getByText(/They cannot see that you read this/)).toBeVisible();
  await his.page.getByRole("link", { name: /Rosa/ }).click();
  const wrote = his.page.getByRole("region", { name: "What Rosa wrote" });
  await expect(wrote).toContainText("Hi Lou, is there a seat left?");
  await hers.write("Lou", "Two");
  // With the last message of a request, the field goes.
  await hers.field("Lou").fill("Three");
  await hers.page.getByRole("button", { name: "Send", exact: true }).click();
  await expect(hers.page.getByText(/Lou hasn’t answered yet/)).toBeVisible();
  await expect(hers.field("Lou")).toHaveCount(0);
  await expect(hers.inLog("Seen")).toHaveCount(0);

  await his.page.getByRole("button", { name: "Accept" }).click();
  await his.write("Rosa", "Welcome");
  await expect(hers.message("Welcome")).toBeVisible();
  await hers.write("Lou", "Thank you");
  await expect(his.message("Thank you")).toBeVisible();
});

test("several requests are chosen and deleted at once, one is reported and its sender blocked", async ({ people, device }) => {
  const [lou, rosa, kim, noor] = await people.signUpAll("Lou", "Rosa", "Kim", "Noor");
  await people.takes(lou, "everyone");
  for (const [who, text] of [[rosa, "The choir"], [kim, "The bike"], [noor, "The market"]] as const) await people.ask(who, lou, text);
  const his = await device(lou);
  const second = await device(lou);
  for (const one of [second, his]) {
    await one.page.goto("/inbox/requests");
    await expect(one.row("Noor")).toBeVisible();
    await expect(one.row("Rosa")).toBeVisible();
  }
  await his.page.getByRole("link", { name: "Select" }).click();
  await his.page.getByRole("checkbox", { name: "Rosa" }).check();
  await his.page.getByRole("checkbox", { name: "Kim" }).check();
  await expect(his.page.getByText("2 requests selected")).toBeVisible();
  await his.page.getByRole("button", { name: "Delete" }).click();
  await his.confirm("Delete");
  for (const one of [his, second]) {
    await expect(one.row("Noor")).toBeVisible();
    await expect(one.row("Rosa")).toHaveCount(0);
    await expect(one.row("Kim")).toHaveCount(0);
  }

  await his.page.getByRole("link", { name: /Noor/ }).click();
  await his.page.getByRole("button", { name: "Report" }).click();
  const dialog = his.page.getByRole("dialog");
  await dialog.getByRole("radio", { name: "Fraud or a scam" }).check();
  await dialog.getByRole("textbox").fill("Asks for money.");
  await expect(dialog.getByRole("checkbox", { name: "Block Noor too" })).toBeChecked();
  await dialog.getByRole("button", { name: "Report", exact: true }).click();
  await expect(dialog.getByRole("heading", { name: "Reported. Thank you." })).toBeVisible();
  await dialog.getByRole("button", { name: "Done" }).click();
  await expect(async () => people.refuses(noor, `/v1/accounts/${lou.id}`)).toPass();
  await his.page.goto("/settings/safety/blocked");
  await expect(his.page.getByText("Noor", { exact: true })).toBeVisible();
});

test("a person who is harassed has it stopped in three taps", { tag: "@anywhere" }, async ({ people, device }) => {
  const [lou, sam, kim] = await people.signUpAll("Lou", "Sam", "Kim");
  await people.takes(lou, "everyone");
  const [asked, open] = [await people.ask(sam, lou, "Answer me", "You will regret this"), await people.conversation(lou, kim)];
  await people.say(kim, open, "You again");
  const his = await device(lou);
  const { page } = his;
  let taps = 0;
  const tap = async (what: Locator) => {
    taps += 1;
    await what.click();
  };
  /** Whatever they write from now on comes nowhere. */
  const silent = async (who: Person, talk: string) => {
    // The app shows a block at once, and the server has it a moment later.
    await expect(() => people.refuses(who, `/v1/accounts/${lou.id}`)).toPass();
    for (const words of ["Are you there?", "I know that you read this"]) await people.say(who, talk, words).catch(() => undefined);
    const folders = await Promise.all(["inbox", "requests", "hidden"].map((folder) => people.call<{ items: { id: string }[] }>("GET", `/v1/conversations?folder=${folder}`, undefined, lou.token)));
    expect(folders.flatMap(({ items }) => items.map(({ id }) => id))).not.toContain(asked);
  };

  await test.step("a request is reported, and its sender blocked", async () => {
    await page.goto(`/c/${asked}`);
    const dialog = page.getByRole("dialog");
    await tap(page.getByRole("button", { name: "Report" }));
    await tap(dialog.getByRole("radio", { name: "Harassment" }));
    await tap(dialog.getByRole("button", { name: "Report", exact: true }));
    expect(taps).toBe(3);
    await expect(dialog).toContainText("Sam is blocked.");
    await expect(dialog.getByRole("heading", { name: "Reported. Thank you." })).toBeVisible();
    await silent(sam, asked);
    await page.goto("/inbox/requests");
    await expect(page.getByRole("heading", { name: "Message requests" })).toBeVisible();
    await expect(his.row("Sam")).toHaveCount(0);
  });

  await test.step("somebody whom one has talked with is blocked", async () => {
    await his.openConversation(open, "Kim");
    taps = 0;
    await tap(page.locator(`a[href="/c/${open}/details"]`));
    await tap(page.getByRole("button", { name: "Block Kim" }));
    await tap(page.getByRole("alertdialog").getByRole("button", { name: "Block" }));
    expect(taps).toBe(3);
    await expect(page.getByRole("button", { name: "Unblock Kim" })).toBeVisible();
    await silent(kim, open);
    expect(await people.texts(lou, open)).toEqual(["You again"]);
  });
});

test("a friend of both introduces someone, whose request comes first with the friend's name", async ({ people, device }) => {
  const [lou, sam, camille, kim] = await people.signUpAll("Lou", "Sam", "Camille", "Kim");
  await people.befriend(camille, lou);
  await people.befriend(camille, sam);
  const sams = await device(sam);
  await sams.page.goto(`/@${lou.handle}`);
  await expect(sams.page.getByText("This person isn’t accepting this message.")).toBeVisible();
  await expect(sams.page.getByRole("button", { name: "Send a request" })).toHaveCount(0);
  await sams.page.goto("/inbox/new");
  await sams.page.getByRole("combobox").fill(lou.handle);
  await expect(sams.page.getByRole("option")).toContainText("This person isn’t accepting this message.");
  await sams.page.getByRole("option").click();
  await sams.page.getByRole("button", { name: "View profile" }).click();
  await expect(sams.page.getByRole("button", { name: "Follow, Lou" })).toBeVisible();

  const hers = await device(camille);
  await hers.page.goto(`/@${sam.handle}`);
  await hers.page.getByRole("button", { name: "More" }).click();
  await hers.page.getByRole("menuitem", { name: "Introduce to a friend…" }).click();
  await expect(hers.page.getByRole("button", { name: "Introduce Sam to Sam" })).toHaveCount(0);
  await hers.page.getByRole("button", { name: "Introduce Sam to Lou" }).click();
  const dialog = hers.page.getByRole("dialog", { name: "Introduce Sam to Lou?" });
  await expect(dialog).toContainText("Sam can ask to write to Lou");
  await hers.offline(true);
  await expect(dialog.getByText("An introduction isn’t kept for later.")).toBeVisible();
  await expect(dialog.getByRole("button", { name: "Introduce" })).toBeDisabled();
  await hers.offline(false);
  await expect(dialog.getByRole("button", { name: "Introduce" })).toBeEnabled();
  // Someone stops following just then.
  await people.call("DELETE", `/v1/accounts/${camille.id}/follow`, undefined, lou.token);
  await dialog.getByRole("button", { name: "Introduce" }).click();
  await expect(dialog.getByRole("alert")).toHaveText("You can introduce two people who are both friends of yours.");
  await people.befriend(camille, lou);
  await dialog.getByRole("textbox", { name: "Message to Sam" }).fill("Lou knows the choir well");
  await dialog.getByRole("button", { name: "Introduce" }).click();
  await expect(hers.page.getByText("Sam and Lou are introduced")).toBeVisible();

  // Sam, who looks at the profile of Lou, sees it there, and has Camille's word.
  await expect(sams.page.getByText("Camille introduced you.")).toBeVisible();
  await sams.page.getByRole("button", { name: "Send a request" }).click();
  await expect(sams.page.getByText(/Camille introduced you\. .* up to 3 messages/)).toBeVisible();
  await sams.write("Lou", "Hi Lou, Camille sends me");
  await expect(sams.page.getByText("2 more messages until they accept.")).toBeVisible();
  await sams.openInbox();
  await expect(sams.row("Lou knows the choir well")).toContainText("Camille");

  await people.takes(lou, "everyone");
  await people.ask(kim, lou, "Later, but a stranger");
  const his = await device(lou);
  await his.page.goto("/inbox/requests");
  await expect(his.row("Camille sends me").or(his.row("stranger"))).toHaveText([/Sam.*Introduced by Camille.*Camille sends me/, /Kim.*a stranger/]);
  await his.page.getByRole("link", { name: /Sam/ }).click();
  const about = his.page.getByRole("region", { name: "What Sam wrote" });
  const month = new Intl.DateTimeFormat("en-GB", { month: "long", year: "numeric", timeZone: "UTC" }).format(new Date());
  for (const fact of ["Introduced by Camille", "1 friend in common", `Here since ${month}`]) await expect(about).toContainText(fact);
});

test("what a filter hid is reviewed, and taken out on every device", { tag: "@anywhere" }, async ({ people, device }) => {
  const [lou, kim] = await people.signUpAll("Lou", "Kim");
  await people.takes(lou, "everyone");
  const his = await device(lou);
  await his.page.goto("/settings/safety/words");
  await expect(his.page.getByText("No words of your own")).toBeVisible();
  await his.page.getByRole("textbox", { name: "Word or phrase" }).fill("Crypto, get rich");
  await his.page.keyboard.press("Enter");
  const words = his.page.getByRole("list", { name: "Filtered words" });
  await expect(words.getByRole("listitem")).toHaveText(["crypto", "get rich"]);
  const talk = await people.ask(kim, lou, "I teach crypto at the university");

  const second = await device(lou);
  await second.page.goto("/inbox/requests/hidden");
  await expect(second.row("Kim")).toContainText("Has words that are filtered");
  await his.page.goto("/inbox/requests");
  await his.page.getByRole("link", { name: /Filtered requests/ }).click();
  await his.page.getByRole("link", { name: /Kim/ }).click();
  await his.page.getByRole("button", { name: "Not offensive: move to requests" }).click();
  await expect(his.page.getByText("Moved to your message requests")).toBeVisible();
  await expect(his.page.getByRole("button", { name: "Accept" })).toBeVisible();
  await expect(second.page.getByText("Nothing was filtered")).toBeVisible();
  await second.page.goto("/inbox/requests");
  await expect(second.row("Kim")).toContainText("@");
  // What they write from then on is not judged again.
  await people.say(kim, talk, "Crypto is a fine subject");
  await expect(second.row("Kim")).toContainText("a fine subject");

  await his.page.goto("/settings/safety/words");
  await his.page.getByRole("button", { name: "Remove “crypto”" }).click();
  await expect(words.getByRole("listitem")).toHaveText(["get rich"]);
});

test("a request is accepted and answered without a network, and reaches the other when it is back", { tag: "@anywhere" }, async ({ people, device }) => {
  const [lou, rosa] = await people.signUpAll("Lou", "Rosa");
  await people.takes(lou, "everyone");
  const talk = await people.ask(rosa, lou, "Is there a seat left?");
  const his = await device(lou);
  await his.page.goto(`/c/${talk}`);
  await expect(his.page.getByRole("button", { name: "Accept" })).toBeVisible();
  await his.offline(true);
  await his.page.getByRole("button", { name: "Accept" }).click();
  await his.write("Rosa", "Come at eight");
  expect(await people.texts(rosa, talk)).toEqual(["Is there a seat left?"]);
  await his.offline(false);
  await expect(async () => expect(await people.texts(rosa, talk)).toEqual(["Is there a seat left?", "Come at eight"])).toPass();
  expect(await people.view(lou, talk)).toMatchObject({ folder: "inbox" });
});

test("someone restricted writes on and is shown nothing, and the other is not disturbed", { tag: "@anywhere" }, async ({ people, device }) => {
  const [lou, kim] = await people.signUpAll("Lou", "Kim");
  const talk = await people.conversation(lou, kim);
  await people.say(lou, talk, "Hello");
  await people.call("PUT", `/v1/accounts/${kim.id}/restrict`, undefined, lou.token);
  const [his, theirs] = [await device(lou), await device(kim)];
  await his.openInbox();
  await theirs.openConversation(talk, "Lou");
  await theirs.write("Lou", "You there?");
  await expect(theirs.inLog("Sent")).toBeVisible();
  await expect(theirs.page.getByText(/until they accept/)).toHaveCount(0);

  await his.page.getByRole("link", { name: /Message requests.*1/ }).click();
  await expect(his.page).toHaveTitle(/^(?!\()/); // nothing unread is counted
  await his.page.getByRole("link", { name: /Kim/ }).click();
  await expect(his.page.getByRole("region", { name: "What Kim wrote" })).toContainText("You there?");
  await expect(async () => expect(await people.view(lou, talk)).toMatchObject({ readSeq: 2 })).toPass();
  // Had that been told, it would come before what is written now.
  await theirs.write("Lou", "Well then");
  await expect(theirs.inLog("Sent")).toBeVisible();
  await expect(theirs.inLog("Seen")).toHaveCount(0);
});

test("when a day's requests are spent, the profile says when the next one can leave", { tag: "@anywhere" }, async ({ people, device }) => {
  const [sam, ...others] = await people.signUpAll("Sam", "Ana", "Ben", "Cleo", "Dan", "Eli", "Lou");
  for (const one of others) await people.takes(one, "everyone");
  for (const one of others.slice(0, 5)) await people.ask(sam, one, `Hello ${one.name}`);
  const lou = others[5] as (typeof others)[number];
  const his = await device(sam);
  await his.page.goto(`/@${lou.handle}`);
  await expect(his.page.getByText(/That’s enough requests for one day\. The next one can leave tomorrow at \d\d:\d\d/)).toBeVisible();
  await expect(his.page.getByRole("button", { name: "Send a request" })).toHaveCount(0);
});

test("many who write at once bring the offer of a pause, which keeps strangers out and friends in until it ends", { tag: "@anywhere" }, async ({ people, device }) => {
  test.setTimeout(180_000);
  const [lou, camille] = await people.signUpAll("Lou", "Camille");
  const strangers = await people.signUpAll("Ada", "Ben", "Cleo", "Dan", "Eve", "Finn", "Gus", "Hal", "Ida", "Jo", "Kai");
  await people.takes(lou, "everyone");
  const talk = await people.conversation(lou, camille);
  const his = await device(lou, { reducedMotion: "reduce" });
  await his.openInbox();
  const offer = his.page.getByText("Many people are writing to you at once");
  const [late, ...crowd] = strangers;
  for (const [i, one] of crowd.entries()) {
    if (i === crowd.length - 1) await expect(offer).toHaveCount(0);
    await people.ask(one, lou, `You again? ${i}`);
  }
  await expect(offer).toBeVisible();

  await clean(his, "the offer of a pause");
  const second = await device(lou, { reducedMotion: "reduce" });
  await second.page.goto("/inbox/requests");
  await expect(second.page.getByText("Many people are writing to you at once")).toBeVisible();
  await second.page.getByRole("button", { name: "Pause for 24 h" }).click();
  await expect(second.page.getByText(/^Requests are paused until/)).toBeVisible();
  await expect(offer).toHaveCount(0);
  await clean(second, "paused requests");

  // Who asks now is told what anyone else who is refused is told.
  const theirs = await device(late);
  await theirs.page.goto(`/@${lou.handle}`);
  await expect(theirs.page.getByText("This person isn’t accepting this message.")).toBeVisible();
  await expect(theirs.page.getByRole("button", { name: "Send a request" })).toHaveCount(0);
  const hers = await device(camille);
  await hers.openConversation(talk, "Lou");
  await hers.write("Lou", "Dinner?");
  await expect(his.row("Camille")).toContainText("Dinner?");

  await his.page.goto("/settings/privacy");
  await expect(his.page.getByRole("link", { name: /Message requests/ })).toContainText("Paused until");
  await his.page.getByRole("link", { name: /Message requests/ }).click();
  await his.page.getByRole("button", { name: "End the pause" }).click();
  await expect(his.page.getByRole("button", { name: "Pause for 24 h" })).toBeVisible();
  await expect(second.page.getByText(/^Requests are paused until/)).toHaveCount(0);
  await theirs.page.reload();
  await theirs.page.getByRole("button", { name: "Send a request" }).click();
  await theirs.write("Lou", "Sorry about the others");

  // What one chooses beside it: links go apart, pictures are blurred until one asks.
  const picture = await readFile(new URL("../../internal/demo/faces/awa.jpg", import.meta.url));
  expect((await theirs.context.request.put("/v1/me/avatar", { headers: { Authorization: `Bearer ${late.token}` }, data: picture })).status()).toBe(200);
  await his.page.getByRole("switch", { name: "Set links apart" }).check();
  await his.page.getByRole("switch", { name: "Blur pictures" }).check();
  await expect(async () => expect(await people.call("GET", "/v1/me/privacy", undefined, lou.token)).toMatchObject({ strangerLinks: false, strangerPictures: false })).toPass();
  await theirs.write("Lou", "See https://causerie.example/choir");
  await his.page.goto("/inbox/requests/hidden");
  await his.page.getByRole("link", { name: /Ada/ }).click();
  const wrote = his.page.getByRole("region", { name: "What Ada wrote" });
  await expect(wrote).toContainText("https://causerie.example/choir");
  await expect(wrote).toContainText("Has a link, which you don’t want from strangers");
  await expect(wrote.getByRole("link", { name: /causerie/ })).toHaveCount(0);
  await clean(his, "a request with a veiled picture");
  await wrote.getByRole("button", { name: "Show the picture" }).click();
  await expect(wrote.getByRole("button", { name: "Show the picture" })).toHaveCount(0);
  await his.page.getByRole("button", { name: "Welcome all the same: move to requests" }).click();
  await expect(his.page.getByText("Moved to your message requests")).toBeVisible();
});
