/** What the tabs of one browser tell each other, and which of them sends. */
import type { Entry } from "./types";

export type TabNews =
  /** The outbox in storage changed. */
  | { type: "outbox" }
  /** An item left the outbox; its entry, when it made one. */
  | { type: "sent"; order: number; entry?: Entry }
  /** Someone signed in or out. */
  | { type: "session"; signedIn: boolean };

export interface Tabs {
  tell(news: TabNews): void;
  /** Runs `lead` in one tab at a time; resolves when this tab stopped leading. `stop` ends the lead or the wait for it. */
  lead(stop: AbortSignal, lead: () => void): Promise<void>;
  close(): void;
}

/** Joins the tabs of this browser under a name. */
export function joinTabs(name: string, hear: (news: TabNews) => void): Tabs {
  let channel = typeof BroadcastChannel === "undefined" ? undefined : new BroadcastChannel(name);
  if (channel) channel.onmessage = (event: MessageEvent<TabNews>) => hear(event.data);
  return {
    tell: (news) => channel?.postMessage(news),
    lead: async (stop, lead) => {
      const ended = new Promise<void>((resolve) => {
        if (stop.aborted) resolve();
        else stop.addEventListener("abort", () => resolve());
      });
      const run = () => {
        lead();
        return ended;
      };
      if (!("locks" in navigator)) return run();
      await navigator.locks.request(`${name}-outbox`, { signal: stop }, run).catch((cause: unknown) => {
        // An ended wait is how a tab that never led stops.
        if (!stop.aborted) throw cause;
      });
    },
    // What still tells something afterwards tells nobody.
    close: () => {
      channel?.close();
      channel = undefined;
    },
  };
}
