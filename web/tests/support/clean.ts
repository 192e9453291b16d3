// axe, on a screen that a test has come to.
import axe from "axe-core";
import type { Page } from "@playwright/test";
import type { Device } from "./device";
import { expect } from "./test";

const rules = { light: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"], dark: ["color-contrast", "link-in-text-block"] };

/** Looks at a screen in both themes, which differ in their colours alone; who walks through the screens does it once for the two. */
export async function clean(device: Device, where: string): Promise<void> {
  for (const colorScheme of ["light", "dark"] as const) {
    await device.page.emulateMedia({ colorScheme });
    // Colours are judged at rest; what pulses without an end never comes to it.
    await device.page.evaluate(() => {
      const ending = document.getAnimations().filter((animation) => animation.effect?.getComputedTiming().endTime !== Infinity);
      return Promise.all(ending.map((animation) => animation.finished.catch(() => undefined)));
    });
    const violations = await look(device.page, rules[colorScheme]);
    const found = violations.flatMap(({ id, nodes }) => nodes.map((node) => `${where}, ${colorScheme}: ${id}: ${node.target.join(" ")}: ${node.failureSummary ?? ""}`));
    expect.soft(found).toEqual([]);
  }
}

/** What axe finds in a page, which it is given once: most of the time of a look went into reading it, and into telling what is well. */
async function look(page: Page, runOnly: string[]): Promise<axe.Result[]> {
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(axe.source);
  return page.evaluate(async (options) => (await (window as unknown as { axe: typeof axe }).axe.run(document, options)).violations, { runOnly, resultTypes: ["violations" as const] });
}
