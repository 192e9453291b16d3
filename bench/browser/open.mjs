// Opening the app from its local copy: the service worker has its files, IndexedDB its conversations, and the page the inbox as it was
// last seen. `inbox` is when a conversation was on screen, `app` when the app itself had taken its place.
import { phone, quantile, ROW, signedIn, slowDown, timeToApp, timeToInbox, withBrowser, work } from "./browser.mjs";

const TIMES = 9;

export const open = (server) =>
  withBrowser(async (browser) => {
    const context = await signedIn(browser, server, server.store.viewer, phone);
    const first = await context.newPage();
    await timeToInbox(first);
    await first.evaluate(() => navigator.serviceWorker.ready);
    await first.waitForLoadState("networkidle");
    await first.locator(ROW).first().waitFor();
    await first.waitForFunction(() => localStorage.getItem("causerie.cover") !== null);
    const alone = await work(first);
    await first.close();

    const figures = {};
    for (const rate of [1, 4]) {
      const times = [];
      const phases = [];
      let slowed = 1;
      for (let i = 0; i < TIMES; i++) {
        const page = await context.newPage();
        await slowDown(page, rate);
        const shown = await timeToInbox(page);
        times.push(shown);
        const app = await timeToApp(page);
        phases.push({ ...(await page.evaluate(phasesOf, app)), app });
        if (i === 0) slowed = (await work(page)) / alone;
        await page.close();
      }
      const name = rate === 1 ? "" : `Slow${rate}`;
      figures[`inbox${name}Ms`] = quantile(times, 0.5);
      figures[`inbox${name}MaxMs`] = Math.max(...times);
      for (const phase of Object.keys(phases[0])) figures[`${phase}${name}Ms`] = quantile(phases.map((one) => one[phase]), 0.5);
      // How much slower a fixed piece of work ran than before: the slow-down that was really in force.
      figures[`work${name}Times`] = slowed;
    }
    return { params: { times: TIMES, viewport: "390x844", conversations: server.store.conversations }, figures };
  });

/** Where the time went until the app itself was there: the page's HTML, then its scripts, then what they did; since the start of the navigation. */
function phasesOf(there) {
  const [navigation] = performance.getEntriesByType("navigation");
  const scripts = performance.getEntriesByType("resource").filter((entry) => entry.name.endsWith(".js") && entry.startTime < there);
  return {
    html: navigation.responseEnd,
    scripts: Math.max(...scripts.map((entry) => entry.responseEnd)),
    firstPaint: performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? 0,
  };
}
