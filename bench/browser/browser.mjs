// Chromium, someone signed in on it, and the clocks that scenarios read.
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";

const { chromium } = createRequire(fileURLToPath(new URL("../../web/package.json", import.meta.url)))("@playwright/test");

export const phone = { viewport: { width: 390, height: 844 }, screen: { width: 390, height: 844 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true };
export const desktop = { viewport: { width: 1280, height: 800 }, screen: { width: 1280, height: 800 } };

/** A conversation of the list, and a message of the open one. */
export const ROW = "[data-row]";
/** One that the app itself has drawn, not the page as it was last seen. */
const APP_ROW = `${ROW}:not([data-cover] *)`;
export const MESSAGE = "[role=log] [role=article]";

export async function withBrowser(run, ...args) {
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium-headless-shell",
    args: ["--no-sandbox", "--disable-dev-shm-usage", ...args],
  });
  try {
    return await run(browser);
  } finally {
    await browser.close();
  }
}

/** A browser profile of its own with a session cookie. */
export async function signedIn(browser, server, who, options) {
  const context = await browser.newContext({ baseURL: server.url, locale: "en-GB", ...options });
  await context.addCookies([{ name: "causerie_session", value: who.token, url: server.url, httpOnly: true, sameSite: "Lax" }]);
  await context.addInitScript(clocks, [ROW, APP_ROW]);
  return context;
}

/**
 * Runs in each page before its own scripts. `shown(selector, text)` resolves with the time since the navigation began at which
 * the first element that fits was on screen: the end of the frame in which it came into the document.
 */
function clocks([row, appRow]) {
  const afterFrame = () =>
    new Promise((resolve) =>
      requestAnimationFrame(() => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => resolve(performance.now());
        port2.postMessage(undefined);
      }),
    );
  globalThis.shown = (selector, text = "") =>
    new Promise((resolve, reject) => {
      const look = () => {
        const found = [...document.querySelectorAll(selector)].some((element) => element.textContent.includes(text));
        if (found) {
          observer.disconnect();
          resolve(afterFrame());
        }
        return found;
      };
      const observer = new MutationObserver(look);
      if (!look()) observer.observe(document, { childList: true, subtree: true, characterData: true });
      setTimeout(() => reject(new Error(`there was no ${selector} ${text} within a minute`)), 60_000);
    });
  // A page that shows something else is not asked.
  globalThis.inboxShown = globalThis.shown(row);
  globalThis.inboxShown.catch(() => undefined);
  globalThis.appShown = globalThis.shown(appRow);
  globalThis.appShown.catch(() => undefined);
}

/** Makes a page's main thread `rate` times slower, for as long as the page lives. */
export async function slowDown(page, rate) {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send("Emulation.setCPUThrottlingRate", { rate });
  return devtools;
}

/** Opens the inbox and answers the milliseconds from the start of the navigation until it is on screen. */
export async function timeToInbox(page) {
  await page.goto("/inbox", { waitUntil: "commit" });
  return page.evaluate(() => globalThis.inboxShown);
}

/** The milliseconds from the start of the navigation until the app itself had taken the place of what was last seen. */
export const timeToApp = (page) => page.evaluate(() => globalThis.appShown);

/** How long a fixed piece of work takes in a page, in milliseconds: shows that a slow-down is in force. */
export function work(page) {
  return page.evaluate(() => {
    const began = performance.now();
    let sum = 0;
    for (let i = 0; i < 2e7; i++) sum = (sum + i * i) % 1_000_003;
    return performance.now() - began + (sum < 0 ? 1 : 0);
  });
}

export function quantile(list, q) {
  const sorted = [...list].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))];
}
