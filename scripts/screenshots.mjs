#!/usr/bin/env node
// Takes the pictures of the documentation from the demo: starts it in a folder of its own, signs in, and looks.
import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const { chromium } = createRequire(join(root, "web/package.json"))("@playwright/test");

const phone = { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true };
const desktop = { viewport: { width: 1280, height: 800 }, deviceScaleFactor: 2 };

const shots = [
  { name: "desktop-light", ...desktop, colorScheme: "light", locale: "en-GB", open: "Camille Roux" },
  { name: "desktop-dark", ...desktop, colorScheme: "dark", locale: "fr-FR", open: "Camille Roux" },
  { name: "phone-inbox-light", ...phone, colorScheme: "light", locale: "fr-FR" },
  { name: "phone-inbox-dark", ...phone, colorScheme: "dark", locale: "en-GB" },
  { name: "phone-conversation-light", ...phone, colorScheme: "light", locale: "en-GB", open: "Camille Roux" },
  { name: "phone-conversation-dark", ...phone, colorScheme: "dark", locale: "fr-FR", open: "Camille Roux" },
];

const data = mkdtempSync(join(tmpdir(), "causerie-screenshots-"));
const port = await freePort();
const url = `http://localhost:${port}`;
const server = spawn(join(root, "bin/causerie"), ["demo", "--data", data, "--listen", `127.0.0.1:${port}`], { stdio: ["ignore", "pipe", "inherit"] });
let browser;
try {
  const [handle, password] = await signInShown(server.stdout);
  browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox", "--disable-dev-shm-usage"] });
  mkdirSync(join(root, "docs/images"), { recursive: true });
  for (const shot of shots) await take(shot, handle, password);
} finally {
  await browser?.close();
  server.kill("SIGTERM");
  await new Promise((resolve) => (server.exitCode === null ? server.once("exit", resolve) : resolve()));
  rmSync(data, { recursive: true, force: true });
}

async function take({ name, open, ...options }, handle, password) {
  const context = await browser.newContext({ baseURL: url, reducedMotion: "reduce", timezoneId: "Europe/Paris", ...options });
  const signedIn = await context.request.post("/v1/sessions", { data: { handle, password, cookie: true } });
  if (!signedIn.ok()) throw new Error(`sign in: ${signedIn.status()}`);
  const page = await context.newPage();
  await page.goto("/inbox");
  const row = page.getByRole("listitem").filter({ hasText: "Camille Roux" }).getByRole("link");
  await row.waitFor();
  if (open) {
    // Another look at the same evening: what is unread for the pictures stays unread for the next one.
    await context.route("**/read", (route) => route.abort());
    await row.click();
    await page.getByRole("textbox", { name: /Camille/ }).waitFor();
    await page.getByRole("article").last().waitFor();
  }
  await page.waitForLoadState("networkidle");
  await page.evaluate(() => Promise.all([...document.images].map((image) => image.decode().catch(() => undefined))));
  const path = join(root, "docs/images", `${name}.png`);
  await page.screenshot({ path, animations: "disabled", caret: "hide" });
  console.log(`docs/images/${name}.png`);
  await context.close();
}

/** The first handle and password that the demo prints, once it serves. */
function signInShown(output) {
  return new Promise((resolve, reject) => {
    let said = "";
    const timer = setTimeout(() => reject(new Error(`the demo did not start:\n${said}`)), 60_000);
    output.on("data", (chunk) => {
      said += chunk;
      const shown = /handle +(\S+) +password +(.+)/.exec(said);
      if (!shown || !said.includes(url)) return;
      clearTimeout(timer);
      resolve([shown[1], shown[2].trim()]);
    });
  });
}

function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer().once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const { port: free } = probe.address();
      probe.close(() => resolve(free));
    });
  });
}
