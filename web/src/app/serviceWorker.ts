import { t } from "@lingui/core/macro";
import { toast } from "@ui/toast";
import { navigate } from "wouter/use-browser-location";

const HOUR = 3_600_000;

/** Keeps the app's shell on the device, and offers a new version quietly once it is there. */
export function startServiceWorker(): void {
  if (!import.meta.env.PROD || !("serviceWorker" in navigator)) return;
  navigator.serviceWorker.addEventListener("message", ({ data }: MessageEvent<{ type?: string; path?: string } | null>) => {
    // A notification was tapped.
    if (data?.type === "open" && data.path) navigate(data.path);
  });
  navigator.serviceWorker.register("/sw.js").then(watch, (error: unknown) => console.warn("No offline shell:", error));
}

/** Some browsers answer with nothing where service workers are switched off. */
function watch(registration: ServiceWorkerRegistration | undefined): void {
  if (!registration) return;
  if (registration.waiting && navigator.serviceWorker.controller) offer(registration.waiting);
  registration.addEventListener("updatefound", () => {
    const next = registration.installing;
    next?.addEventListener("statechange", () => {
      if (next.state === "installed" && navigator.serviceWorker.controller) offer(next);
    });
  });
  // Who looks at the app has seen what was told of.
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState !== "visible") return;
    registration.getNotifications?.().then((shown) => shown.forEach((one) => one.close()), () => undefined);
  });
  setInterval(() => void registration.update().catch(() => undefined), HOUR);
}

function offer(worker: ServiceWorker): void {
  toast(t`A new version is ready.`, {
    action: {
      label: t`Reload`,
      onAction() {
        navigator.serviceWorker.addEventListener("controllerchange", () => window.location.reload(), { once: true });
        worker.postMessage({ type: "SKIP_WAITING" });
      },
    },
  });
}
