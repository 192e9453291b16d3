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

// The pictures show an evening, whenever they are taken: both the server and the browser live where it is about seven.
const ahead = ((19 - new Date().getUTCHours() + 36) % 24) - 12;
const timezoneId = `Etc/GMT${ahead > 0 ? "-" : "+"}${Math.abs(ahead)}`;

mkdirSync(join(root, "docs/images"), { recursive: true });
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium-headless-shell", args: ["--no-sandbox", "--disable-dev-shm-usage"] });
try {
  for (const shot of shots) await withDemo((demo) => take(shot, demo));
} finally {
  await browser.close();
}

/** Runs over a demo of its own: what one picture reads is unread again for the next. */
async function withDemo(run) {
  const data = mkdtempSync(join(tmpdir(), "causerie-screenshots-"));
  const port = await freePort();
  const url = `http://localhost:${port}`;
  const server = spawn(join(root, "bin/causerie"), ["demo", "--data", data, "--listen", `127.0.0.1:${port}`, "--log-level", "warn"], {
    env: { ...process.env, TZ: timezoneId },
    stdio: ["ignore", "pipe", "inherit"],
  });
  try {
    const [handle, password] = await signInShown(server.stdout, url);
    await run({ url, handle, password });
  } finally {
    server.kill("SIGTERM");
    if (server.exitCode === null) await new Promise((resolve) => server.once("exit", resolve));
    rmSync(data, { recursive: true, force: true });
  }
}

async function take({ name, open, ...options }, { url, handle, password }) {
  const context = await browser.newContext({ baseURL: url, reducedMotion: "reduce", timezoneId, ...options });
  const signedIn = await context.request.post("/v1/sessions", { data: { handle, password, cookie: true } });
  if (!signedIn.ok()) throw new Error(`sign in: ${signedIn.status()}`);
  const page = await context.newPage();
  await page.goto("/inbox");
  const row = page.getByRole("listitem").filter({ hasText: "Camille Roux" }).getByRole("link");
  await row.waitFor();
  if (open) {
    await row.click();
    await page.getByRole("textbox", { name: /Camille/ }).waitFor();
    await page.getByRole("article").last().waitFor();
  }
  await page.waitForLoadState("networkidle");
  await page.evaluate(() => Promise.all([...document.images].map((image) => image.decode().catch(() => undefined))));
  await page.screenshot({ path: join(root, "docs/images", `${name}.png`), animations: "disabled", caret: "hide" });
  console.log(`docs/images/${name}.png`);
  await context.close();
}

/** The first handle and password that the demo prints, once it serves. */
function signInShown(output, url) {
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
