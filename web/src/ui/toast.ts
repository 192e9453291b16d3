import { toasts, type Toast } from "./overlays";

let last = 0;

export function dismissToast(id: number): void {
  toasts.set(toasts.get().filter((toast) => toast.id !== id));
}

/** Says something for a few seconds that the screen does not show by itself. Returns the way to take it back. */
export function toast(text: string, options: { action?: Toast["action"] } = {}): () => void {
  const id = ++last;
  toasts.set([...toasts.get().filter((other) => other.text !== text).slice(-1), { id, text, action: options.action }]);
  return () => dismissToast(id);
}
