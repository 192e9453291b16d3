// Being found by one's number or address, and finding one's contacts: docs/contacts.md.
import { mkdtemp, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { clean } from "./support/clean";
import { Codes } from "./support/codes";
import type { Device } from "./support/device";
import type { Person } from "./support/people";
import { Server } from "./support/server";
import { expect, test as base } from "./support/test";

/** A server that sends codes, in France. */
const test = base.extend<object, { codes: Codes }>({
  codes: [
    // eslint-disable-next-line no-empty-pattern -- Playwright reads the fixtures that are needed from this pattern
    async ({}, use) => {
      const codes = await Codes.start();
      await use(codes);
      await codes.stop();
    },
    { scope: "worker" },
  ],
  server: [
    async ({ codes }, use) => {
      const server = await Server.start(...codes.settings, "--email-digests", "--country", "FR");
      await use(server);
      await server.remove();
    },
    { scope: "worker" },
  ],
});

// axe looks at every state, twice.
test.setTimeout(240_000);

let numbers = Math.floor(Math.random() * 10_000);
/** A mobile number of France that no other test has, as one writes it there, and in full. */
function freshNumber(): { written: string; full: string } {
  const last = String((numbers += 1) % 10_000).padStart(4, "0");
  return { written: `06 12 34 ${last.slice(0, 2)} ${last.slice(2)}`, full: `+3361234${last}` };
}
const addressOf = (who: Person) => `${who.handle}@example.com`;

const vcard = (...people: Array<[name: string, ...identifiers: string[]]>) => ({
  name: "contacts.vcf",
  mimeType: "text/vcard",
  buffer: Buffer.from(
    people
      .map(([name, ...all]) => ["BEGIN:VCARD", "VERSION:4.0", `FN:${name}`, ...all.map((one) => (one.includes("@") ? `EMAIL:${one}` : `TEL:${one}`)), "END:VCARD"].join("\r\n"))
      .join("\r\n"),
  ),
});
const csv = (...rows: string[][]) => ({ name: "contacts.csv", mimeType: "text/csv", buffer: Buffer.from([["Name", "E-mail 1 - Value", "Phone 1 - Value"], ...rows].map((row) => row.join(",")).join("\n")) });

async function openContacts({ page }: Device): Promise<void> {
  await page.goto("/friends/contacts");
  await expect(page.getByRole("heading", { name: "Contacts", level: 1 })).toBeVisible();
}
const fileField = ({ page }: Device) => page.getByLabel("A file of contacts");

test("someone proves an address, finds who is here, follows and keeps them, and ends it", async ({ people, device, codes }) => {
  const [lou, maia, noor] = await people.signUpAll("Lou", "Maïa", "Noor");
  const number = freshNumber();
  await codes.prove(people, maia, number.full);
  await codes.prove(people, noor, addressOf(noor));

  const his = await device(lou, { reducedMotion: "reduce" });
  await his.page.goto("/friends");
  await his.page.getByRole("link", { name: "Sync contacts" }).click();
  await expect(his.page.getByText("Add a number or address of your own above first")).toBeVisible();
  await clean(his, "contacts, before one can be found");
  const form = his.page.locator("form").filter({ hasText: "e-mail" });
  await form.getByRole("textbox", { name: "Your e-mail address" }).fill(addressOf(lou));
  await form.getByRole("button", { name: "Send a code" }).click();
  const code = his.page.getByRole("textbox", { name: /The code sent to l…@e….com/ });
  await expect(code).toBeFocused();
  await clean(his, "a code is waited for");
  await code.fill(codes.last(addressOf(lou)));
  await his.page.getByRole("button", { name: "Confirm" }).click();
  await expect(his.page.getByRole("button", { name: "Remove l…@e….com" })).toBeVisible();
  await expect(his.page.getByRole("button", { name: "Add a mobile number" })).toBeVisible();
  await clean(his, "contacts, ready to look");

  // While the server is at it, one sees how far it is.
  let answer = () => undefined as void;
  const held = new Promise<void>((resolve) => (answer = resolve));
  await his.context.route("**/v1/contacts/evaluate", async (route) => {
    await held;
    await route.continue();
  });
  const others = Array.from({ length: 120 }, (_, i): [string, string] => [`Nobody ${i}`, `+33700000${String(i).padStart(3, "0")}`]);
  await fileField(his).setInputFiles(vcard(["Maï", number.written], ["Noor", addressOf(noor).toUpperCase()], ...others));
  await expect(his.page.getByRole("progressbar", { name: "Looking for your contacts" })).toBeVisible();
  await expect(his.page.getByText("Looking for 122 contacts")).toBeVisible();
  await clean(his, "looking for contacts");
  answer();

  await expect(his.page.getByText("2 of your contacts are here")).toBeVisible();
  await expect(his.page.getByText("Maï in your contacts")).toBeVisible();
  await clean(his, "contacts that are here");
  await his.page.getByRole("button", { name: "Follow, Maïa" }).click();
  await expect(his.page.getByRole("button", { name: "Following, Maïa" })).toBeVisible();
  const suggested = async (to: Person) => (await people.call<{ items: Array<{ account: { id: string } }> }>("GET", "/v1/me/suggestions", undefined, to.token)).items.map(({ account }) => account.id);
  expect(await suggested(noor)).not.toContain(lou.id); // he has not agreed yet
  await his.page.getByRole("button", { name: "Keep for suggestions" }).click();
  await expect(his.page.getByRole("button", { name: "Stop and erase" })).toBeVisible();
  await his.page.goto("/friends");
  await expect(his.page.getByRole("listitem").filter({ hasText: "Noor" }).getByText("In your contacts")).toBeVisible();

  const hers = await device(noor);
  await hers.page.goto("/friends");
  await expect(hers.page.getByRole("listitem").filter({ hasText: "Lou" }).getByText("In your contacts")).toBeVisible();

  await openContacts(his);
  await his.page.getByRole("button", { name: "Stop and erase" }).click();
  await his.confirm("Erase");
  await expect(his.page.getByRole("button", { name: "Stop and erase" })).toBeHidden();
  await his.page.goto("/friends");
  await expect(his.page.getByRole("navigation", { name: "Find people" })).toBeVisible();
  await expect(his.page.getByText("In your contacts")).toBeHidden();
  expect(await suggested(noor)).not.toContain(lou.id);
});

test("a code is tried five times, and another can be asked for", { tag: "@anywhere" }, async ({ people, device, codes }) => {
  const lou = await people.signUp("Lou");
  const number = freshNumber();
  const his = await device(lou);
  await openContacts(his);
  const form = his.page.locator("form").filter({ hasText: "mobile" });
  const own = form.getByRole("textbox", { name: "Your mobile number" });
  await own.fill("0899 70 12 34"); // one that costs
  await form.getByRole("button", { name: "Send a code" }).click();
  await expect(form.getByText("This is no mobile number.", { exact: false })).toBeVisible();
  await own.fill(number.written);
  await form.getByRole("button", { name: "Send a code" }).click();
  const code = his.page.getByRole("textbox", { name: /The code sent to \+33…/ });
  await expect(code).toBeFocused();
  const right = codes.last(number.full);
  const wrong = String((Number(right) + 1) % 1_000_000).padStart(6, "0");
  const confirm = his.page.getByRole("button", { name: "Confirm" });
  for (let tries = 0; tries < 5; tries++) {
    await code.fill(wrong);
    const answered = his.page.waitForResponse((response) => response.url().endsWith("/v1/me/identifiers") && response.request().method() === "PUT");
    await confirm.click();
    expect((await answered).status()).toBe(422);
    await expect(his.page.getByText("This is not the code that was sent.")).toBeVisible();
  }
  await code.fill(right);
  await confirm.click();
  await expect(his.page.getByText("This code has expired, or was tried too often.", { exact: false })).toBeVisible();
  await his.page.getByRole("button", { name: "Send a code" }).last().click();
  await expect(code).toBeFocused();
  await code.fill(codes.last(number.full).replace(/(...)/, "$1 "));
  await confirm.click();
  await expect(his.page.getByRole("button", { name: /^Remove \+33…/ })).toBeVisible();
});

test("who joins later is suggested without another search", { tag: "@anywhere" }, async ({ people, device, codes }) => {
  const [lou, maia] = await people.signUpAll("Lou", "Maïa");
  await codes.prove(people, lou, addressOf(lou));
  const number = freshNumber();
  const his = await device(lou);
  await openContacts(his);
  await fileField(his).setInputFiles(csv(["Maïa", "", number.written]));
  await expect(his.page.getByRole("heading", { name: "None of them is here yet" })).toBeVisible();
  await clean(his, "none of the contacts is here");
  await his.page.getByRole("button", { name: "Wait for them" }).click();
  await expect(his.page.getByRole("button", { name: "Stop and erase" })).toBeVisible();

  await codes.prove(people, maia, number.full);
  await his.page.goto("/friends");
  await expect(his.page.getByRole("listitem").filter({ hasText: "Maïa" }).getByText("In your contacts")).toBeVisible();
  const hers = await device(maia);
  await hers.page.goto("/friends");
  await expect(hers.page.getByRole("listitem").filter({ hasText: "Lou" }).getByText("In your contacts")).toBeVisible();
});

test("numbers are of the server's country, or of the one that is chosen, and what cannot be read is said", { tag: "@anywhere" }, async ({ people, device, codes }) => {
  const [lou, maia] = await people.signUpAll("Lou", "Maïa");
  await codes.prove(people, lou, addressOf(lou));
  const number = `+447400${String(100_000 + ((numbers += 1) % 100_000)).slice(0, 6)}`;
  await codes.prove(people, maia, number);
  const his = await device(lou);
  await openContacts(his);
  await expect(his.page.getByRole("combobox", { name: "Country of numbers" })).toHaveValue("FR");
  await fileField(his).setInputFiles(vcard(["Maïa", `0${number.slice(3)}`, "12", "at home"], ["Jo", "jo@"]));
  await expect(his.page.getByText("4 entries could not be read")).toBeVisible();
  await expect(his.page.getByText("1 that is no e-mail address: jo@")).toBeVisible();
  await clean(his, "contacts that could not be read");
  await his.page.getByRole("combobox", { name: "Country of numbers" }).selectOption("GB");
  await his.page.getByRole("button", { name: "Look again" }).click();
  await expect(his.page.getByText("1 of your contacts is here")).toBeVisible();
});

test("a file without contacts, or that is too large, is told so", { tag: "@anywhere" }, async ({ people, device, codes }) => {
  const lou = await people.signUp("Lou");
  await codes.prove(people, lou, addressOf(lou));
  const his = await device(lou);
  await openContacts(his);
  for (const buffer of [Buffer.alloc(0), Buffer.from("\x89PNG\r\n\x1a\n\0\0\0\rIHDR\xff\xfe", "latin1"), Buffer.from("Name,Shoe size\nLou,42\n")]) {
    await fileField(his).setInputFiles({ name: "contacts.csv", mimeType: "text/csv", buffer });
    await expect(his.page.getByText("No contacts in this")).toBeVisible();
    await clean(his, "a file without contacts");
    await his.page.getByRole("button", { name: "Choose another" }).click();
  }
  const folder = await mkdtemp(join(tmpdir(), "causerie-e2e-file-"));
  try {
    const huge = join(folder, "huge.vcf");
    await writeFile(huge, "BEGIN:VCARD");
    await truncate(huge, (100 << 20) + 1);
    await fileField(his).setInputFiles(huge);
    await expect(his.page.getByText("This file is too large")).toBeVisible();
  } finally {
    await rm(folder, { recursive: true });
  }
});

test("without a network nothing leaves the device, and one looks again when it is back", { tag: "@anywhere" }, async ({ people, device, codes }) => {
  const [lou, maia] = await people.signUpAll("Lou", "Maïa");
  await codes.prove(people, lou, addressOf(lou));
  await codes.prove(people, maia, addressOf(maia));
  const his = await device(lou, { serviceWorkers: "allow" });
  await openContacts(his);
  await his.keepsTheApp();
  await expect(fileField(his)).toBeAttached();
  await his.offline(true);
  await fileField(his).setInputFiles(vcard(["Maïa", addressOf(maia)]));
  await expect(his.page.getByText("Nothing has left this device.", { exact: false })).toBeVisible();
  await clean(his, "contacts, offline");
  await his.offline(false);
  await his.page.getByRole("button", { name: "Try again" }).click();
  await expect(his.page.getByText("1 of your contacts is here")).toBeVisible();
});

test("contacts come from the browser's own picker where it has one", async ({ people, device, codes }) => {
  const [lou, maia] = await people.signUpAll("Lou", "Maïa");
  await codes.prove(people, lou, addressOf(lou));
  await codes.prove(people, maia, addressOf(maia));
  const his = await device(lou);
  // The browser of these tests has none: this one chooses whom the page's own script may not know.
  await his.context.addInitScript((email) => {
    const select = (properties: string[], { multiple }: { multiple: boolean }) =>
      Promise.resolve(multiple && properties.join() === "name,email,tel" ? [{ name: ["Maïa M."], email: [email], tel: ["15"] }, {}] : []);
    Object.defineProperty(navigator, "contacts", { value: { select } });
  }, addressOf(maia));
  await openContacts(his);
  await clean(his, "contacts, with a picker");
  await his.page.getByRole("button", { name: "Choose contacts" }).click();
  await expect(his.page.getByText("1 of your contacts is here")).toBeVisible();
  await expect(his.page.getByText("Maïa M. in your contacts")).toBeVisible();
});

test("summaries by e-mail are asked for with an address of one's own, and ended", { tag: "@anywhere" }, async ({ people, device, codes }) => {
  const lou = await people.signUp("Lou");
  const lous = await device(lou);
  const { page } = lous;
  await page.goto("/settings/notifications");
  const part = page.getByRole("region", { name: "E-mail while you are away" });
  await part.getByLabel("Your e-mail address").fill("nobody");
  await part.getByRole("button", { name: "Send a code" }).click();
  await expect(part.getByText("This is no e-mail address.")).toBeVisible();
  await part.getByLabel("Your e-mail address").fill(addressOf(lou));
  await part.getByRole("button", { name: "Send a code" }).click();
  const code = part.getByLabel(/The code sent to/);
  await expect(code).toBeFocused();
  await code.fill(codes.last(addressOf(lou)));
  await part.getByRole("button", { name: "Confirm" }).click();
  await expect(part.getByRole("radio", { name: "Never" })).toBeChecked();
  await part.getByRole("radio", { name: "Once a week at most" }).click();
  const kept = async () => (await page.request.get("/v1/me/email-digest")).json() as Promise<{ every: string; hint?: string }>;
  await expect.poll(async () => (await kept()).every).toBe("weekly");
  await page.reload();
  await expect(part.getByRole("radio", { name: "Once a week at most" })).toBeChecked();
  await clean(lous, "summaries by e-mail");
  await page.screenshot({ path: test.info().outputPath("summaries.png"), fullPage: true });
  await part.getByRole("button", { name: /^Remove/ }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Remove" }).click();
  await expect(part.getByLabel("Your e-mail address")).toBeVisible();
  expect(await kept()).toMatchObject({ every: "never" });

  // The page of a link works without the app, and for who is not signed in.
  await page.goto("/v1/unsubscribe/nobodys?lang=fr");
  await clean(lous, "the page of a link");
  await page.screenshot({ path: test.info().outputPath("link.png") });
  await page.getByRole("button", { name: "Ne plus les recevoir" }).click();
  await expect(page.getByRole("heading", { name: "C’est fait" })).toBeVisible();
});
