// From the choice of a file with 1,000 contacts to who of them is here: reading, blinding, the server's evaluation, unblinding, the bucket.
import { desktop, quantile, signedIn, withBrowser } from "./browser.mjs";

const CONTACTS = 1000;
const TIMES = 5;

export const contacts = (server) =>
  withBrowser(async (browser) => {
    const { viewer, friend } = server.store;
    await prove(server, viewer, "+33612000001");
    await prove(server, friend, "+33612000002");
    const file = { name: "contacts.vcf", mimeType: "text/vcard", buffer: Buffer.from(Array.from({ length: CONTACTS }, (_, i) => card(i + 2)).join("")) };
    const times = [];
    const tasks = [];
    for (let i = 0; i < TIMES; i++) {
      const context = await signedIn(browser, server, viewer, desktop);
      const page = await context.newPage();
      await page.goto("/friends/contacts");
      const field = page.locator('input[type="file"]');
      await field.waitFor({ state: "attached" });
      await page.waitForLoadState("networkidle");
      await page.evaluate(watch);
      await field.setInputFiles(file);
      const { found, longest } = await page.evaluate(() => globalThis.found);
      times.push(found);
      tasks.push(longest);
      await context.close();
    }
    return {
      params: { contacts: CONTACTS, here: 1, times: TIMES, viewport: "1280x800" },
      figures: { foundP50Ms: quantile(times, 0.5), foundMaxMs: Math.max(...times), longestTaskMs: Math.max(...tasks) },
    };
  });

const card = (i) => `BEGIN:VCARD\r\nVERSION:4.0\r\nFN:Contact ${i}\r\nTEL:+3361200${String(i).padStart(4, "0")}\r\nEND:VCARD\r\n`;

/** Has someone be found by a number. */
async function prove({ url, code }, { token }, value) {
  const call = async (method, body) => {
    const headers = { Authorization: `Bearer ${token}`, "Content-Type": "application/json" };
    const answer = await fetch(`${url}/v1/me/identifiers`, { method, headers, body: JSON.stringify({ kind: "phone", ...body }) });
    if (!answer.ok) throw new Error(`${method} an identifier: ${answer.status} ${await answer.text()}`);
  };
  await call("POST", { value });
  await call("PUT", { code: code(value) });
}

/** Starts to wait: `found` is then a promise of the milliseconds from the choice of a file to the result on screen, and of the page's longest task meanwhile. */
function watch() {
  let longest = 0;
  new PerformanceObserver((list) => list.getEntries().forEach(({ duration }) => (longest = Math.max(longest, duration)))).observe({ type: "longtask" });
  globalThis.found = new Promise((resolve) => {
    addEventListener("change", ({ timeStamp }) => globalThis.shown("p", "of your contacts is here").then((at) => resolve({ found: at - timeStamp, longest })), { capture: true, once: true });
  });
}
