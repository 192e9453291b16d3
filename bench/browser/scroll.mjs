// Through the history of a long conversation, at a main thread that is four times slower: by wheel and by keys, up and down.
import { setTimeout as pause } from "node:timers/promises";
import { MESSAGE, phone, quantile, signedIn, slowDown, withBrowser, work } from "./browser.mjs";

const RATE = 4;
const SECONDS = 8;
const WHEEL = 700;

export const scroll = (server) =>
  withBrowser(async (browser) => {
    const context = await signedIn(browser, server, server.store.viewer, phone);
    const page = await context.newPage();
    await page.goto(`/c/${server.store.conversation}`);
    await page.locator(MESSAGE).last().waitFor();
    await page.waitForLoadState("networkidle");
    const alone = await work(page);
    const devtools = await slowDown(page, RATE);
    const slowed = (await work(page)) / alone;
    const before = await memory(devtools);
    await page.evaluate(record, MESSAGE);

    await page.mouse.move(195, 420);
    await forSeconds(SECONDS, () => page.mouse.wheel(0, -WHEEL));
    const reached = await page.evaluate(() => document.querySelector("[role=log]").scrollHeight);
    await forSeconds(SECONDS / 2, () => page.mouse.wheel(0, WHEEL));
    await page.locator(MESSAGE).first().evaluate((article) => article.closest("[data-key]")?.focus({ preventScroll: true }));
    await forSeconds(SECONDS / 2, () => page.keyboard.press("ArrowUp"));

    const seen = await page.evaluate(() => globalThis.stopRecording());
    await page.waitForLoadState("networkidle");
    const after = await memory(devtools);
    const total = seen.frames.reduce((sum, frame) => sum + frame, 0);
    return {
      params: { messages: server.store.messages, rate: RATE, seconds: 2 * SECONDS, wheel: WHEEL, viewport: "390x844" },
      figures: {
        frameP50Ms: quantile(seen.frames, 0.5),
        frameP95Ms: quantile(seen.frames, 0.95),
        frameMaxMs: Math.max(...seen.frames),
        // Of the frames of 1/60 s that there was time for, how many had no turn of the main thread.
        droppedPercent: Math.max(0, 100 * (1 - seen.frames.length / (total / (1000 / 60)))),
        longTasks: seen.long.length,
        longTasksMs: seen.long.reduce((sum, task) => sum + task, 0),
        longestTaskMs: Math.max(0, ...seen.long),
        listHeight: reached,
        heapBeforeMB: before.heap,
        heapAfterMB: after.heap,
        elementsBefore: before.elements,
        elementsMax: seen.elements,
        elementsAfter: after.elements,
        messagesInPageMax: seen.messages,
        workTimes: slowed,
      },
    };
  });

async function forSeconds(seconds, step) {
  for (const until = Date.now() + 1000 * seconds; Date.now() < until; await pause(40)) await step();
}

/** Keeps the time between frames of the main thread, its long tasks, and how much was in the document at most. */
function record(selector) {
  const seen = { frames: [], long: [], elements: 0, messages: 0 };
  const observer = new PerformanceObserver((list) => list.getEntries().forEach((entry) => seen.long.push(entry.duration)));
  observer.observe({ type: "longtask" });
  let last = performance.now();
  let running = true;
  const frame = (now) => {
    seen.frames.push(now - last);
    last = now;
    seen.elements = Math.max(seen.elements, document.getElementsByTagName("*").length);
    seen.messages = Math.max(seen.messages, document.querySelectorAll(selector).length);
    if (running) requestAnimationFrame(frame);
  };
  requestAnimationFrame((now) => {
    last = now;
    requestAnimationFrame(frame);
  });
  globalThis.stopRecording = () => {
    running = false;
    observer.disconnect();
    return seen;
  };
}

/** The JavaScript heap in MB and the elements of the page, after garbage was collected. */
async function memory(devtools) {
  await devtools.send("HeapProfiler.collectGarbage");
  const { usedSize } = await devtools.send("Runtime.getHeapUsage");
  const { result } = await devtools.send("Runtime.evaluate", { expression: 'document.getElementsByTagName("*").length' });
  return { heap: usedSize / 1024 / 1024, elements: result.value };
}
