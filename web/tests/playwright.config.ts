import { defineConfig, devices } from "@playwright/test";

const phone = { ...devices["Pixel 7"], viewport: { width: 390, height: 844 }, screen: { width: 390, height: 844 } };
const desktop = { ...devices["Desktop Chrome"], viewport: { width: 1280, height: 800 }, screen: { width: 1280, height: 800 } };

export default defineConfig({
  testDir: ".",
  fullyParallel: true,
  forbidOnly: true,
  workers: 2,
  timeout: 60_000,
  // Machines that build are shared and stall; what needed its second try is listed as flaky at the end.
  retries: process.env.CI ? 1 : 0,
  expect: { timeout: 10_000 },
  use: {
    locale: "en-GB",
    timezoneId: "Europe/Paris",
    // Each browser is a new one and would fetch the whole app for later; the tests of what happens offline let it.
    serviceWorkers: "block",
    // Debian's browser; the one that Playwright would download is not needed.
    launchOptions: {
      executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium-headless-shell",
      // The microphone beeps, the same on every machine.
      args: ["--no-sandbox", "--disable-dev-shm-usage", "--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"],
    },
    // A trace takes a picture of the page at every step: it is taken of what failed once, or with --trace on.
    trace: "on-first-retry",
    screenshot: "only-on-failure",
  },
  projects: [
    { name: "phone", use: phone, testIgnore: "keyboard.spec.ts" },
    // Nothing moves on this one, as people may ask. What is the same at every width (@anywhere) is seen on a phone alone.
    { name: "desktop", use: { ...desktop, contextOptions: { reducedMotion: "reduce" } }, testIgnore: "fingers.spec.ts", grepInvert: /@anywhere/ },
  ],
});
