/** Push messages to this device; loaded with their page of the settings. */
import type { components } from "@sdk/schema";
import type { Api } from "./api";

export type PushState = components["schemas"]["State"];
export type PushContent = PushState["content"];

/** Whether this device can take push messages: yes, once it asks, or why not. */
export type PushAbility = "ready" | "ask" | "denied" | "install" | "unsupported";

/** The steps of a message's way, in their order. */
export const pushSteps = ["permission", "subscribed", "known", "accepted", "arrived", "shown"] as const;
export type PushStep = (typeof pushSteps)[number];

const ARRIVAL = 20_000;

/** What a browser says of itself that decides whether it can. */
export type Surroundings = { worker: boolean; push: boolean; permission?: NotificationPermission; userAgent: string; touch: number; installed: boolean };

export function abilityIn(at: Surroundings): PushAbility {
  // An iPad says that it is a Mac, which has no touch screen.
  const apple = /iPhone|iPad|iPod/.test(at.userAgent) || (/Macintosh/.test(at.userAgent) && at.touch > 1);
  if (!at.worker || !at.push || at.permission === undefined) return apple && !at.installed ? "install" : "unsupported";
  if (at.permission === "denied") return "denied";
  return at.permission === "granted" ? "ready" : "ask";
}

export function pushAbility(): PushAbility {
  return abilityIn({
    worker: "serviceWorker" in navigator,
    push: "PushManager" in window,
    permission: "Notification" in window ? Notification.permission : undefined,
    userAgent: navigator.userAgent,
    touch: navigator.maxTouchPoints,
    installed: window.matchMedia("(display-mode: standalone)").matches,
  });
}

/** The registration of the service worker; undefined where there is none, as in a page that is served without one. */
async function registered(): Promise<ServiceWorkerRegistration | undefined> {
  return (await navigator.serviceWorker.getRegistration()) ? navigator.serviceWorker.ready : undefined;
}

const held = async () => (await registered())?.pushManager.getSubscription();

export type Push = ReturnType<typeof createPush>;

export function createPush({ ask }: Pick<Api, "ask">) {
  const state = () => ask((http) => http.GET("/v1/me/push"));
  const put = (subscription: PushSubscription, content: PushContent) => {
    const { endpoint = "", keys } = subscription.toJSON();
    return ask((http) => http.PUT("/v1/me/push", { body: { endpoint, p256dh: keys?.p256dh ?? "", auth: keys?.auth ?? "", content } }));
  };

  /** Whether messages come to this device, and what they say. */
  async function load(): Promise<{ ability: PushAbility; on: boolean; content: PushContent }> {
    const ability = pushAbility();
    const { endpoint, content } = await state();
    const mine = ability === "ready" ? await held() : undefined;
    return { ability, content, on: mine != null && mine.endpoint === endpoint };
  }

  /** Asks for the permission, then for messages. Answers whether they come. */
  async function subscribe(content: PushContent): Promise<boolean> {
    if ((await Notification.requestPermission()) !== "granted") return false;
    const registration = await registered();
    if (!registration) throw new Error("there is no service worker");
    const { publicKey } = await state();
    const options = { userVisibleOnly: true, applicationServerKey: publicKey };
    const subscription = await registration.pushManager.subscribe(options).catch(async (cause: unknown) => {
      // One that is of another key of this server's, as before its database was made anew.
      const old = await registration.pushManager.getSubscription();
      if (!old) throw cause;
      await old.unsubscribe();
      return registration.pushManager.subscribe(options);
    });
    await put(subscription, content);
    return true;
  }

  async function unsubscribe(): Promise<void> {
    await ask((http) => http.DELETE("/v1/me/push"));
    await (await held())?.unsubscribe();
  }

  /** Changes what messages to this device say. */
  async function choose(content: PushContent): Promise<void> {
    const subscription = await held();
    if (subscription) await put(subscription, content);
  }

  /** Sends a message to this device and tells of each step: whether it worked. Ends at the first that did not. */
  async function test(tell: (step: PushStep, worked: boolean) => void): Promise<void> {
    const step = (name: PushStep, worked: boolean) => {
      tell(name, worked);
      return worked;
    };
    if (!step("permission", pushAbility() === "ready")) return;
    const mine = await held();
    if (!step("subscribed", mine != null)) return;
    if (!step("known", (await state()).endpoint === mine?.endpoint)) return;
    const seen = new Map<string, string[]>();
    let changed = () => {};
    const listen = (event: MessageEvent) => {
      const { type, id, step } = (event.data ?? {}) as { type?: string; id?: string; step?: string };
      if (type !== "push-test" || !id || !step) return;
      seen.set(id, [...(seen.get(id) ?? []), step]);
      changed();
    };
    navigator.serviceWorker.addEventListener("message", listen);
    try {
      const { id, accepted } = await ask((http) => http.POST("/v1/me/push/tests"));
      if (!step("accepted", accepted)) return;
      const until = Date.now() + ARRIVAL;
      const reached = async (...names: string[]) => {
        while (!names.some((name) => seen.get(id)?.includes(name)) && Date.now() < until) {
          await new Promise<void>((done) => {
            changed = done;
            setTimeout(done, until - Date.now());
          });
        }
        return seen.get(id) ?? [];
      };
      if (!step("arrived", (await reached("arrived")).includes("arrived"))) return;
      step("shown", (await reached("shown", "refused")).includes("shown"));
    } finally {
      navigator.serviceWorker.removeEventListener("message", listen);
    }
  }

  return { load, subscribe, unsubscribe, choose, test };
}
