// Lighthouse's scores on a phone, of what a visitor sees first and of the inbox.
import { quantile, withBrowser } from "./browser.mjs";
import { freePort } from "./server.mjs";

const TIMES = 3;
const CATEGORIES = ["performance", "accessibility", "best-practices"];

export async function lighthouse(server) {
  const { default: run } = await import("lighthouse").catch((cause) => {
    throw new Error("Lighthouse is not installed: scripts/npm-packages bench/browser does it", { cause });
  });
  const port = await freePort();
  const figures = {};
  const failing = new Set();
  await withBrowser(async () => {
    const pages = {
      welcome: { path: "/welcome" },
      inbox: { path: "/inbox", extraHeaders: { Cookie: `causerie_session=${server.store.viewer.token}` } },
    };
    for (const [name, { path, extraHeaders }] of Object.entries(pages)) {
      const results = [];
      for (let i = 0; i < TIMES; i++) {
        const { lhr } = await run(server.url + path, { port, logLevel: "error", onlyCategories: CATEGORIES, extraHeaders });
        if (lhr.runtimeError) throw new Error(`Lighthouse on ${path}: ${lhr.runtimeError.message}`);
        results.push(lhr);
      }
      const median = (of) => quantile(results.map(of), 0.5);
      for (const category of CATEGORIES) figures[name + camel(category)] = 100 * median((lhr) => lhr.categories[category].score ?? 0);
      for (const audit of ["first-contentful-paint", "largest-contentful-paint", "total-blocking-time", "speed-index"])
        figures[`${name}${camel(audit)}Ms`] = median((lhr) => lhr.audits[audit].numericValue ?? 0);
      figures[`${name}LayoutShift`] = median((lhr) => lhr.audits["cumulative-layout-shift"].numericValue ?? 0);
      for (const audit of notWhole(results[0])) failing.add(`${name}: ${audit}`);
    }
  }, `--remote-debugging-port=${port}`);
  return { params: { times: TIMES, formFactor: "mobile", throttling: "simulate", notWhole: [...failing] }, figures };
}

/** The audits that cost points or that Lighthouse has advice on. */
function notWhole(lhr) {
  return Object.values(lhr.audits)
    .filter(({ score, scoreDisplayMode }) => score !== null && score < 0.9 && scoreDisplayMode !== "informative")
    .map(({ id, displayValue }) => (displayValue ? `${id} (${displayValue})` : id));
}

const camel = (name) => name.replace(/(?:^|-)([a-z])/g, (_, letter) => letter.toUpperCase());
