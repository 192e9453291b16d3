import { announcement } from "./overlays";

/** Tells screen readers something that the eye sees anyway. */
export function announce(text: string): void {
  announcement.set({ text, turn: announcement.get().turn + 1 });
}
