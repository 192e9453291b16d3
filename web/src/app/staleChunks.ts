const KEY = "causerie.reloaded";

/** A chunk that is gone after an update of the server: the page is loaded again, once. One that only could not be fetched is no reason. */
export function reloadOnStaleChunks(): void {
  window.addEventListener("vite:preloadError", (event) => {
    const [address] = /(https?:\/)?\/\S+\.(js|css)/.exec(event.payload.message) ?? [];
    const last = Number(sessionStorage.getItem(KEY) ?? 0);
    if (!address || Date.now() - last < 60_000) return;
    void isGone(address).then((gone) => {
      if (!gone) return;
      sessionStorage.setItem(KEY, String(Date.now()));
      window.location.reload();
    });
  });
}

async function isGone(address: string): Promise<boolean> {
  try {
    return (await fetch(address, { method: "HEAD", cache: "no-store" })).status === 404;
  } catch {
    return false;
  }
}
