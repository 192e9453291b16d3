// What a crowd of sign-ups costs. A server with its limits, where nobody else signs up.
import { randomUUID } from "node:crypto";
import { Server } from "./support/server";
import { expect, test as base } from "./support/test";

const test = base.extend<object, { server: Server }>({
  server: [
    // eslint-disable-next-line no-empty-pattern -- Playwright reads the fixtures that are needed from this pattern
    async ({}, use) => {
      const server = await Server.start("--rate-limit", "1");
      await use(server);
      await server.remove();
    },
    { scope: "worker" },
  ],
});

test.setTimeout(120_000);

test("where many sign up, one's device computes first; and a password that many use is refused with what to do", { tag: "@anywhere" }, async ({ people, stranger }) => {
  for (const name of ["Ada", "Bob", "Cem", "Dot", "Eve"]) await people.signUp(name);
  const { page } = await stranger();
  const asked: number[] = [];
  page.on("response", async (answer) => {
    if (answer.url().endsWith("/v1/accounts/challenge")) asked.push(((await answer.json()) as { bits: number }).bits);
  });
  await page.goto("/signup");
  await page.getByRole("textbox", { name: "Handle" }).fill(`new.${randomUUID().slice(0, 8)}`);
  await page.getByRole("textbox", { name: "Name", exact: true }).fill("Nino");
  await page.getByRole("button", { name: "Continue" }).click();
  await page.getByRole("textbox", { name: "Day" }).fill("17");
  await page.getByRole("combobox", { name: "Month" }).selectOption("5");
  await page.getByRole("textbox", { name: "Year" }).fill("1998");
  await page.getByRole("button", { name: "Continue" }).click();
  const way = page.getByRole("radio", { name: /Password/ });
  if (await way.isVisible()) await way.check();

  await page.getByLabel("Password", { exact: true }).fill("P@ssw0rd123");
  await page.getByRole("button", { name: "Create my account" }).click();
  await expect(page.getByText(/Many people use this password/)).toBeVisible({ timeout: 20_000 });
  expect(asked).toEqual([]);

  await page.getByLabel("Password", { exact: true }).fill("seat-for-two");
  await page.getByRole("button", { name: "Create my account" }).click();
  await expect(page.getByRole("list", { name: "Recovery codes" }).getByRole("listitem")).toHaveCount(10, { timeout: 60_000 });
  await expect.poll(() => asked.length, { timeout: 20_000 }).toBe(1);
  expect(asked[0]).toBeGreaterThanOrEqual(14);
});
