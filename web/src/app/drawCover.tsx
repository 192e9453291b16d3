import type { Store } from "@data";
import { Activity } from "react";
import { createRoot } from "react-dom/client";
import { Router } from "wouter";
import { Surroundings } from "./App";
import { Frame } from "./Frame";

/** How long a drawing may take in the background before it is given up. */
const PATIENCE = 10_000;

/**
 * The HTML of the inbox, drawn aside; undefined when there is no row in it. What is hidden runs no effects: nothing is subscribed to,
 * focused or measured.
 */
export async function drawInbox(store: Store): Promise<string | undefined> {
  const box = document.createElement("div");
  const root = createRoot(box);
  try {
    await new Promise<void>((resolve) => {
      new MutationObserver(() => resolve()).observe(box, { childList: true });
      setTimeout(resolve, PATIENCE);
      root.render(
        <Activity mode="hidden">
          <Surroundings store={store}>
            <Router hook={atInbox}>
              <Frame />
            </Router>
          </Surroundings>
        </Activity>,
      );
    });
    // What holds only now is left out, and the places that only a measured list has.
    for (const live of box.querySelectorAll("[data-live]")) live.remove();
    for (const placed of box.querySelectorAll("[style]")) placed.removeAttribute("style");
    return box.querySelector("[data-row]") ? box.innerHTML : undefined;
  } finally {
    root.unmount();
  }
}

const atInbox = (): [string, () => void] => ["/inbox", () => undefined];
