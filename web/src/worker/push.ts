/* The part of the service worker that takes push messages. It is built as a script of its own, which the worker imports. */
import { looksAt, noteOf, noticeOf, tagOf, type Note } from "./notice";

/* What is used of a service worker's own types, which exclude those of a page. */
type Waiting = Event & { waitUntil(done: Promise<unknown>): void };
type Client = { url: string; focused: boolean; visibilityState: string; focus(): Promise<Client>; postMessage(message: unknown): void };
type Worker = {
  registration: ServiceWorkerRegistration;
  clients: { matchAll(options: { type: "window"; includeUncontrolled: boolean }): Promise<Client[]>; openWindow(path: string): Promise<unknown> };
  addEventListener(type: "push", listener: (event: Waiting & { data: { text(): string } | null }) => void): void;
  addEventListener(type: "notificationclick", listener: (event: Waiting & { notification: Notification }) => void): void;
  addEventListener(type: "pushsubscriptionchange", listener: (event: Waiting) => void): void;
};
const worker = self as unknown as Worker;

const windows = () => worker.clients.matchAll({ type: "window", includeUncontrolled: true });

worker.addEventListener("push", (event) => event.waitUntil(take(noteOf(event.data?.text()))));
worker.addEventListener("notificationclick", (event) => {
  event.notification.close();
  const { path } = event.notification.data as { path: string };
  event.waitUntil(open(path));
});
worker.addEventListener("pushsubscriptionchange", (event) => event.waitUntil(renew()));

async function take(note: Note) {
  const open = await windows();
  const tell = (step: string) => {
    if (note.kind === "test") for (const window of open) window.postMessage({ type: "push-test", id: note.test, step });
  };
  tell("arrived");
  if (note.kind === "clear") {
    for (const shown of await worker.registration.getNotifications({ tag: tagOf(note) })) shown.close();
    return;
  }
  const notice = noticeOf(note, navigator.languages);
  if (!notice || looksAt(open, note)) return;
  const { title, body, tag, path, silent } = notice;
  const options = { body, tag, silent, renotify: !silent, icon: "/icons/icon-192.png", badge: "/icons/icon-192.png", dir: "auto", data: { path } };
  try {
    await worker.registration.showNotification(title, options as NotificationOptions);
    tell("shown");
  } catch (cause) {
    tell("refused");
    throw cause;
  }
}

/** Brings a window of the app to the front, or opens one. */
async function open(path: string) {
  const [window] = await windows();
  if (!window) return worker.clients.openWindow(path);
  const front = await window.focus().catch(() => window);
  front.postMessage({ type: "open", path });
}

/** The browser gives the device another address: the server is told, if it knew the old one. */
async function renew() {
  const known = (await (await fetch("/v1/me/push")).json()) as { publicKey?: string; endpoint?: string; content?: string };
  if (!known.publicKey || !known.endpoint) return;
  const subscription = await worker.registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: known.publicKey });
  const { endpoint, keys } = subscription.toJSON();
  await fetch("/v1/me/push", {
    method: "PUT",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ endpoint, p256dh: keys?.p256dh, auth: keys?.auth, content: known.content }),
  });
}
