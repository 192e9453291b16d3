/* What the page does before the app is there. `build/shell.ts` writes `start` into index.html as it stands, so it uses nothing from outside of itself. */

/** What the build knows of the first screens' files. */
export interface FirstFiles {
  /** The app's own script, which also names the build; empty in development, where the page loads it itself. */
  entry: string;
  screens: Record<"inbox" | "chat" | "welcome", string[]>;
  texts: Record<"en" | "fr", string[]>;
  /** The texts of screens that are not seen each time. */
  more: Record<"en" | "fr", string[]>;
}

/** The inbox as it was last seen, and of which build, language and day it is. Without `html` it only says that there is a local copy. */
export interface Cover {
  entry: string;
  lang: string;
  day: string;
  html?: string;
}

/** Applies the theme, shows the inbox as it was last seen, asks for what will be needed, and then starts the app. */
export function start(files: FirstFiles): void {
  const page = document.documentElement;
  const root = document.getElementById("root") as HTMLElement;
  const path = location.pathname;

  const theme = kept("causerie.theme");
  if (theme === "light" || theme === "dark") page.dataset.theme = theme;

  const cover = coverKept();
  const covered = (path === "/inbox" || path === "/") && typeof cover?.html === "string" && show(cover, cover.html);
  if (!cover) askAhead();
  if (!files.entry) return;

  const screen = path === "/welcome" ? "welcome" : path.startsWith("/c/") ? "chat" : "inbox";
  files.screens[screen].forEach(preload);
  files.texts[language()].forEach(preload);
  if (screen === "welcome") files.more[language()].forEach(preload);
  // What is shown comes on screen before the app takes the main thread. A page in the background has no frames: it does not wait for one.
  if (covered && document.visibilityState === "visible") {
    requestAnimationFrame(() => setTimeout(run));
    setTimeout(run, 300);
  } else run();

  function kept(key: string): string | null {
    try {
      return localStorage.getItem(key);
    } catch {
      return null;
    }
  }

  function coverKept(): Partial<Cover> | undefined {
    try {
      const value: unknown = JSON.parse(kept("causerie.cover") ?? "null");
      return typeof value === "object" && value !== null ? value : undefined;
    } catch {
      return undefined;
    }
  }

  /** Only what this build made, for a screen of this kind: a phone's. */
  function show({ entry, lang, day }: Partial<Cover>, html: string): boolean {
    if (entry !== files.entry || matchMedia("(min-width: 900px)").matches) return false;
    const box = document.createElement("div");
    box.dataset.cover = "";
    box.innerHTML = html;
    // "Yesterday" is not what it was.
    if (day !== new Date().toDateString()) for (const time of box.querySelectorAll("time")) time.textContent = "";
    if (lang) page.lang = lang;
    box.onclick = (event) => {
      const link = event.target instanceof Element && event.target.closest("a");
      if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      // The app opens where the page is by then.
      if (link.pathname !== location.pathname) history.pushState({ place: 1, from: "/inbox" }, "", link.pathname);
    };
    root.replaceChildren(box);
    return true;
  }

  function language(): "en" | "fr" {
    const wanted = [kept("causerie.language") ?? "", ...navigator.languages].map((tag) => tag.toLowerCase().split("-")[0]);
    return wanted.find((tag) => tag === "en" || tag === "fr") ?? "en";
  }

  function preload(file: string): void {
    const link = document.createElement("link");
    const style = file.endsWith(".css");
    link.rel = style ? "preload" : "modulepreload";
    if (style) link.as = "style";
    link.crossOrigin = "";
    link.href = file;
    document.head.append(link);
  }

  /** Without a local copy the app needs these one after the other: they come while it is still loading. The cursor comes before the list. */
  function askAhead(): void {
    const answers: Record<string, Promise<Response>> = {};
    // Each is read to its end at once: one that nobody takes would otherwise stay on its way for as long as the page is there.
    const ask = (address: string) =>
      (answers[address] = fetch(address).then((answer) => answer.blob().then((body) => new Response(body, answer))));
    const quiet = () => undefined; // who takes the answer sees what went wrong
    Object.assign(globalThis, { causerieAnswers: answers });
    ask("/v1/server")
      .then((answer) => answer.clone().json())
      .then(({ signedIn }: { signedIn?: boolean }) => {
        if (!signedIn) return;
        ask("/v1/me").catch(quiet);
        ask("/v1/me/privacy").catch(quiet);
        return ask("/v1/sync").then(({ ok }) => (ok ? ask("/v1/conversations?folder=inbox&limit=50") : undefined));
      })
      .catch(quiet);
  }

  function run(): void {
    const script = document.createElement("script");
    script.type = "module";
    script.crossOrigin = "";
    script.src = files.entry;
    document.head.append(script);
  }
}
