// What every browser test has: a server, people, and devices on which they are signed in.
import { test as base, expect, type BrowserContext, type Browser, type BrowserContextOptions } from "@playwright/test";
import { Device } from "./device";
import { People, type Person } from "./people";
import { Server } from "./server";

type Tools = {
  /** What the server wrote is shown with a test that failed. */
  told: void;
  people: People;
  /** A browser of its own, signed in as someone. */
  device: (who: Person, options?: BrowserContextOptions) => Promise<Device>;
  /** A browser of its own that nobody is signed in on. */
  stranger: (options?: BrowserContextOptions) => Promise<Device>;
};

export const test = base.extend<Tools, { server: Server }>({
  server: [
    // eslint-disable-next-line no-empty-pattern -- Playwright reads the fixtures that are needed from this pattern
    async ({}, use) => {
      const server = await Server.start();
      await use(server);
      await server.remove();
    },
    { scope: "worker" },
  ],
  told: [
    async ({ server }, use, info) => {
      await use();
      if (info.status !== info.expectedStatus) console.error(`The server of "${info.title}":\n${server.log}`);
    },
    { auto: true },
  ],
  baseURL: async ({ server }, use) => use(server.url),
  people: async ({ server }, use) => use(new People(server.url)),
  stranger: async ({ browser, server }, use) => {
    const opened = new Opened(browser, server.url);
    await use((options) => opened.device(options));
    await opened.close();
  },
  device: async ({ stranger }, use) => {
    await use(async (who, options) => {
      const device = await stranger(options);
      await device.signInQuietly(who);
      return device;
    });
  },
});

/** The browsers of one test; what their pages complained of fails it. */
class Opened {
  private readonly contexts: BrowserContext[] = [];
  private readonly complaints: string[] = [];

  constructor(
    private readonly browser: Browser,
    private readonly url: string,
  ) {}

  async device(options: BrowserContextOptions = {}): Promise<Device> {
    const context = await this.browser.newContext({ baseURL: this.url, ...options });
    this.contexts.push(context);
    const page = await context.newPage();
    page.on("pageerror", (error) => this.complaints.push(String(error.stack ?? error)));
    page.on("console", (message) => {
      if (message.type() === "error" && /Content Security Policy|React|Uncaught/.test(message.text())) this.complaints.push(message.text());
    });
    return new Device(page, context);
  }

  async close(): Promise<void> {
    for (const context of this.contexts) await context.close();
    expect(this.complaints, "errors in the page").toEqual([]);
  }
}

export { expect };
