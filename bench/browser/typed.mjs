// From the key that sends a message, in one browser, to the message on screen in the other.
//
// Both pages read the clock of this machine. The time begins with the timestamp of the Enter key's event, which the browser sets
// when the key arrives, and ends after the frame in which the message came into the other page's document. Both are made absolute
// with each page's performance.timeOrigin. The message goes the whole way: outbox, local copy, socket, commit, socket.
//
// Then: what the sign that somebody types costs the main thread of who sees it, beside the same page with nothing going on.
import { desktop, MESSAGE, quantile, signedIn, withBrowser } from "./browser.mjs";

const MESSAGES = 60;
const WARM_UP = 5;
const WATCHED = 5; // seconds

export const typed = (server) =>
  withBrowser(async (browser) => {
    const { viewer, friend, conversation } = server.store;
    const [one, other] = await Promise.all([opened(browser, server, viewer, conversation), opened(browser, server, friend, conversation)]);
    await one.evaluate(() => {
      const keep = (event) => event.key === "Enter" && (globalThis.pressed = performance.timeOrigin + event.timeStamp);
      addEventListener("keydown", keep, { capture: true });
    });
    const own = [];
    const theirs = [];
    for (let i = 0; i < WARM_UP + MESSAGES; i++) {
      const [from, to] = [one, other];
      const text = `message number ${i} of the figures`;
      await from.keyboard.type(text);
      await Promise.all([from, to].map((page) => page.evaluate(watch, [MESSAGE, text])));
      await from.keyboard.press("Enter");
      const [mine, shown] = await Promise.all([from, to].map((page) => page.evaluate(() => globalThis.seen)));
      const pressed = await from.evaluate(() => globalThis.pressed);
      if (i < WARM_UP) continue;
      own.push(mine - pressed);
      theirs.push(shown - pressed);
    }
    const still = await work(other, () => undefined);
    const typing = await work(other, () => one.keyboard.type("a"));
    return {
      params: { messages: MESSAGES, warmUp: WARM_UP, browsers: 2, viewport: "1280x800", watchedSeconds: WATCHED },
      figures: {
        otherP50Ms: quantile(theirs, 0.5),
        otherP95Ms: quantile(theirs, 0.95),
        otherMaxMs: Math.max(...theirs),
        ownP50Ms: quantile(own, 0.5),
        ownP95Ms: quantile(own, 0.95),
        stillMsPerSecond: still,
        typingMsPerSecond: typing,
      },
    };
  });

/** The milliseconds of each second that a page's main thread works while something is done once a second. */
async function work(page, each) {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send("Performance.enable");
  const busy = async () => (await devtools.send("Performance.getMetrics")).metrics.find(({ name }) => name === "TaskDuration").value * 1000;
  const [from, at] = [await busy(), performance.now()];
  for (let second = 1; second <= WATCHED; second++) {
    await each();
    await page.waitForTimeout(at + second * 1000 - performance.now());
  }
  return ((await busy()) - from) / ((performance.now() - at) / 1000);
}

async function opened(browser, server, who, conversation) {
  const context = await signedIn(browser, server, who, desktop);
  const page = await context.newPage();
  await page.goto(`/c/${conversation}`);
  await page.locator(MESSAGE).last().waitFor();
  await page.waitForLoadState("networkidle");
  await page.getByRole("textbox", { name: /^Message/ }).focus();
  return page;
}

/** Starts to wait for a message; `seen` is then a promise of the absolute time at which it was on screen. */
function watch([selector, text]) {
  globalThis.seen = globalThis.shown(selector, text).then((at) => performance.timeOrigin + at);
}
