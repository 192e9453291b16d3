import { useEffect, useLayoutEffect, useRef, useState, type RefObject } from "react";

/** How long a closing dialog stays to leave: a little more than --d-move. */
const LEAVING = 220;

/** Drives a native modal dialog from an `open` flag, and keeps it rendered while it leaves. */
export function useModal(open: boolean, onClose: () => void): { ref: RefObject<HTMLDialogElement | null>; shown: boolean } {
  const ref = useRef<HTMLDialogElement>(null);
  const [leaving, setLeaving] = useState(false);
  const [before, setBefore] = useState(open);
  if (before !== open) {
    setBefore(open);
    setLeaving(!open);
  }
  const shown = open || leaving;

  useLayoutEffect(() => {
    const dialog = ref.current;
    if (!dialog) return;
    if (open && !dialog.open) {
      dialog.showModal();
      (dialog.querySelector<HTMLElement>("[data-autofocus]") ?? dialog.querySelector<HTMLElement>("[data-title], h1[tabindex]"))?.focus({ preventScroll: true });
    }
    if (!open && dialog.open) dialog.close();
  }, [open, shown]);

  useEffect(() => {
    if (!leaving) return;
    const timer = setTimeout(() => setLeaving(false), LEAVING);
    return () => clearTimeout(timer);
  }, [leaving]);

  useEffect(() => {
    const dialog = ref.current;
    if (!dialog || !open) return;
    const cancel = (event: Event) => {
      event.preventDefault();
      onClose();
    };
    // Only a press that starts and ends on the backdrop closes: selecting text may end there.
    let pressed = false;
    const outside = (event: MouseEvent) => {
      const box = dialog.getBoundingClientRect();
      return event.target === dialog && (event.clientX < box.left || event.clientX > box.right || event.clientY < box.top || event.clientY > box.bottom);
    };
    const down = (event: MouseEvent) => (pressed = outside(event));
    const click = (event: MouseEvent) => {
      if (pressed && outside(event)) onClose();
    };
    dialog.addEventListener("cancel", cancel);
    dialog.addEventListener("mousedown", down);
    dialog.addEventListener("click", click);
    return () => {
      dialog.removeEventListener("cancel", cancel);
      dialog.removeEventListener("mousedown", down);
      dialog.removeEventListener("click", click);
    };
  }, [open, onClose]);

  return { ref, shown };
}
