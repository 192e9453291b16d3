import { expect, test } from "./support/test";
import type { Page } from "@playwright/test";

test("notifications are switched on, say what was chosen, and tell where they do not arrive", async ({ people, device }) => {
  const ada = await people.signUp("Ada");
  const his = await device(ada);
  await his.page.addInitScript(pretendToSubscribe);
  await his.page.goto("/settings/notifications");
  const onOff = his.page.getByRole("switch", { name: "Notifications on this device" });
  await expect(onOff).not.toBeChecked();
  await onOff.click();
  await expect(onOff).toBeChecked();
  await his.page.getByRole("radio", { name: "Name only" }).click();
  const kept = async () => (await his.page.request.get("/v1/me/push")).json() as Promise<{ endpoint?: string; content: string }>;
  await expect.poll(async () => (await kept()).content).toBe("name");
  await his.page.reload();
  await expect(his.page.getByRole("radio", { name: "Name only" })).toBeChecked();

  // Nobody takes messages at the address of the pretended subscription.
  await his.page.getByRole("button", { name: "Test notifications" }).click();
  const steps = his.page.getByRole("list").filter({ hasText: "The server knows this device" });
  await expect(steps.getByRole("listitem").nth(3)).toContainText("tell who runs this server");
  await expect(steps.getByText("Worked:")).toHaveCount(3);
  await expect(steps.getByText("Did not work:")).toHaveCount(1);
  await his.page.screenshot({ path: test.info().outputPath("notifications.png"), fullPage: true });

  await onOff.click();
  await expect(onOff).not.toBeChecked();
  await expect.poll(async () => (await kept()).endpoint).toBeUndefined();
});

test("a push message is shown, takes the place of the one before, and is cleared", { tag: "@anywhere" }, async ({ people, device }) => {
  const ada = await people.signUp("Ada");
  const his = await device(ada, { serviceWorkers: "allow" });
  await his.page.goto("/settings/notifications");
  await his.keepsTheApp();
  const worker = his.context.serviceWorkers()[0] ?? (await his.context.waitForEvent("serviceworker"));
  await worker.evaluate(keepNotifications);
  const shown = () => worker.evaluate(() => [...(self as unknown as { kept: Map<string, string> }).kept.values()].sort());
  const push = await pusher(his.page);

  const tested = "Les notifications fonctionnent: Voici comment un message vous parvient sur cet appareil.";
  await push({ kind: "message", conversation: "x", name: "Bob", text: "hello", count: 1 }); // is not: the app is in front, and tells of it
  await push({ kind: "test", test: "x", language: "fr" });
  await expect.poll(shown).toEqual([tested]);

  // On another site, with the app out of sight.
  await his.page.goto("about:blank");
  await push({ kind: "message", conversation: "x", name: "Bob", text: "are you there?", count: 2 });
  await push({ kind: "message", conversation: "y", count: 1 });
  await push({ kind: "message", conversation: "x", name: "Bob", text: "see you", count: 3 });
  await expect.poll(shown).toEqual(["Bob: see you\n3 new messages", "Causerie: New message", tested]);
  await push({ kind: "clear", conversation: "x" });
  await expect.poll(shown).toEqual(["Causerie: New message", tested]);
});

/** The browser of the tests shows no notifications, whoever allows them: the worker keeps what it is to show, by its tag. */
function keepNotifications() {
  const kept = new Map<string, string>();
  const { registration } = self as unknown as { registration: ServiceWorkerRegistration };
  registration.showNotification = async (title, options) => void kept.set(options?.tag ?? "", `${title}: ${options?.body}`);
  registration.getNotifications = async (filter) => [{ close: () => kept.delete(filter?.tag ?? "") }] as unknown as Notification[];
  Object.assign(self, { kept });
}

/** Gives the service worker a push message, as a push service would. */
async function pusher(page: Page): Promise<(note: object) => Promise<void>> {
  const session = await page.context().newCDPSession(page);
  const registration = new Promise<{ id: string; origin: string }>((found) =>
    session.on("ServiceWorker.workerRegistrationUpdated", ({ registrations }) => {
      const [one] = registrations;
      if (one && !one.isDeleted) found({ id: one.registrationId, origin: new URL(one.scopeURL).origin });
    }),
  );
  await session.send("ServiceWorker.enable");
  const { id, origin } = await registration;
  return async (note) => {
    await session.send("ServiceWorker.deliverPushMessage", { origin, registrationId: id, data: JSON.stringify(note) });
  };
}

/** A browser of a test has no push service: it gets a subscription of its own making. */
function pretendToSubscribe() {
  const key = "BGsX0fLhLEJH-Lzm5WOkQPJ3A32BLeszoPShOUXYmMKWT-NC4v4af5uO5-tKfA-eFivOM1drMV7Oy7ZAaDe_UfU";
  const endpoint = "https://localhost/nobody";
  const subscription = {
    endpoint,
    toJSON: () => ({ endpoint, keys: { p256dh: key, auth: "AAAAAAAAAAAAAAAAAAAAAA" } }),
    async unsubscribe() {
      localStorage.removeItem("pretended");
      return true;
    },
  };
  const pushManager = {
    async subscribe() {
      localStorage.setItem("pretended", "yes");
      return subscription;
    },
    getSubscription: async () => (localStorage.getItem("pretended") ? subscription : null),
  };
  const registration = { pushManager };
  Object.defineProperty(Notification, "permission", { get: () => (localStorage.getItem("allowed") ? "granted" : "default") });
  Notification.requestPermission = async () => {
    localStorage.setItem("allowed", "yes");
    return "granted";
  };
  Object.defineProperty(navigator.serviceWorker, "getRegistration", { value: async () => registration });
  Object.defineProperty(navigator.serviceWorker, "ready", { get: async () => registration });
}
