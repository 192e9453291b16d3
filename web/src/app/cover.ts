import { i18n } from "@i18n";
import { idle, type Store } from "@data";
import type { Cover } from "./start";
import { firstScreen } from "./firstScreen";

/*
 * The inbox as it was last seen is kept as a piece of HTML in localStorage, which is there before any script of the app is. The page's own
 * script shows it, and the app's first render takes its place. It says nothing that the local copy in IndexedDB does not say, and goes
 * before it does: at once, with the session.
 */

const KEY = "causerie.cover";
/** How long the inbox has to stay as it is before it is drawn again. */
const SETTLE = 2000;

/** Keeps the cover true to the inbox of who is signed in, and removes it with them. */
export function startCover(store: Store): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let drawing = 0;
  let whose = store.session.get().me?.id;

  const draw = async () => {
    const mine = ++drawing;
    await idle();
    const { drawInbox } = await import("./drawCover");
    const html = window.matchMedia("(min-width: 900px)").matches ? undefined : await drawInbox(store);
    // What is drawn of an inbox that changed meanwhile, or of someone who left, is not kept.
    if (mine === drawing && mayKeep(store)) keep({ entry: entry(), lang: i18n.locale, day: new Date().toDateString(), html });
  };
  const later = () => {
    drawing++;
    clearTimeout(timer);
    if (mayKeep(store)) timer = setTimeout(() => void draw().catch(() => undefined), SETTLE);
  };
  const entered = () => {
    const { status, me } = store.session.get();
    if (status === "signedOut" || (whose !== undefined && me?.id !== whose)) forget();
    whose = me?.id;
    later();
  };

  store.session.subscribe(entered);
  entered();
  void firstScreen(store).then(() => {
    store.inbox("inbox").subscribe(later);
    i18n.on("change", later);
    later();
  });
}

/** The name of the app's script: what another build drew does not fit this one's styles. */
const entry = () => document.querySelector<HTMLScriptElement>('script[type="module"][src]')?.getAttribute("src") ?? "";

/** Nobody types in what is kept: it may be seen much later. */
function mayKeep(store: Store): boolean {
  const { status, items } = store.inbox("inbox").get();
  return store.session.get().status === "signedIn" && store.storage.get() === "kept" && status === "ready" && !items.some((row) => row.typing.length > 0);
}

function keep(cover: Cover): void {
  try {
    localStorage.setItem(KEY, JSON.stringify(cover));
  } catch {
    forget();
  }
}

function forget(): void {
  try {
    localStorage.removeItem(KEY);
  } catch {
    // Without storage there is nothing to forget.
  }
}
