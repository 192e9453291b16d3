// First load on a phone that has nothing of the app yet.
import { get } from "node:http";
import { phone, quantile, MESSAGE, ROW, signedIn, slowDown, timeToInbox, withBrowser } from "./browser.mjs";

const TIMES = 5;

export const load = (server) =>
  withBrowser(async (browser) => {
    const full = await several(browser, server, 1);
    const slow = await several(browser, server, 4);
    return {
      params: { times: TIMES, viewport: "390x844", conversations: server.store.conversations },
      figures: {
        ...full.sizes,
        inboxMs: quantile(full.times, 0.5),
        inboxSlow4Ms: quantile(slow.times, 0.5),
        conversationMs: quantile(full.conversations, 0.5),
        conversationSlow4Ms: quantile(slow.conversations, 0.5),
      },
    };
  });

async function several(browser, server, rate) {
  const times = [];
  const conversations = [];
  let sizes;
  for (let i = 0; i < TIMES; i++) {
    const context = await signedIn(browser, server, server.store.viewer, phone);
    const page = await context.newPage();
    await slowDown(page, rate);
    const shown = await timeToInbox(page);
    times.push(shown);
    // What comes after the inbox is not what it waited for.
    const inbox = await scripts(page, shown);
    const press = await page.evaluate(
      ([row, message]) => {
        const began = performance.now();
        document.querySelector(row).click();
        return globalThis.shown(message).then((at) => at - began);
      },
      [ROW, MESSAGE],
    );
    conversations.push(press);
    const all = await scripts(page);
    if (i === 0) sizes = { scriptsInboxKB: await gzipKB(inbox), scriptsKB: await gzipKB(all), requests: await requests(page) };
    await context.close();
  }
  return { times, conversations, sizes };
}

/** The scripts that were asked for before a time of the page. */
const scripts = (page, before = Infinity) =>
  page.evaluate((limit) => {
    const asked = performance.getEntriesByType("resource").filter((entry) => entry.startTime < limit);
    return asked.map((entry) => entry.name).filter((name) => new URL(name).pathname.endsWith(".js"));
  }, before);

const requests = (page) => page.evaluate(() => performance.getEntriesByType("resource").length + 1);

/** What files weigh as the server packs them, in KB of 1,024 bytes. */
async function gzipKB(urls) {
  const sizes = await Promise.all([...new Set(urls)].map(packed));
  return sizes.reduce((sum, size) => sum + size, 0) / 1024;
}

/** The bytes of a body on the wire. */
function packed(url) {
  return new Promise((resolve, reject) => {
    get(url, { headers: { "Accept-Encoding": "gzip" } }, (answer) => {
      let size = 0;
      answer.on("data", (chunk) => (size += chunk.length));
      answer.on("end", () => resolve(size));
    }).on("error", reject);
  });
}
