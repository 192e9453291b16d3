import { signal, useSignal } from "./signal";

const KEY = "causerie.details";

function stored(): boolean {
  try {
    return localStorage.getItem(KEY) !== "hidden";
  } catch {
    return true;
  }
}

const shown = signal(stored());

/** Whether the details stand as a third pane where there is room, and how to change it. */
export function useDetailsPane(): [shown: boolean, toggle: () => void] {
  return [useSignal(shown), toggle];
}

function toggle(): void {
  shown.set(!shown.get());
  try {
    localStorage.setItem(KEY, shown.get() ? "shown" : "hidden");
  } catch {
    // Without storage the choice lasts as long as the page.
  }
}
