import { useRef, type PointerEvent } from "react";

/** Far enough down, or fast enough, to mean "away with it". */
const FAR = 96;
const FAST = 0.6;

type Handlers = Partial<Record<"onPointerDown" | "onPointerMove" | "onPointerUp" | "onPointerCancel", (event: PointerEvent<HTMLElement>) => void>>;

/** Lets a finger push a sheet down by its header. */
export function useDragDismiss(enabled: boolean, onClose: () => void): Handlers {
  const start = useRef<{ y: number; at: number } | undefined>(undefined);
  if (!enabled) return {};

  const finish = (event: PointerEvent<HTMLElement>, cancelled: boolean) => {
    const from = start.current;
    const element = event.currentTarget.closest("dialog");
    start.current = undefined;
    if (!from || !element) return;
    const way = event.clientY - from.y;
    delete element.dataset.dragged;
    element.style.translate = "";
    if (!cancelled && way > 0 && (way > FAR || way / (event.timeStamp - from.at) > FAST)) onClose();
  };

  return {
    onPointerDown(event) {
      const onButton = event.target instanceof Element && event.target.closest("button, a, input");
      if (event.pointerType === "mouse" || onButton || window.innerWidth >= 640) return;
      event.currentTarget.setPointerCapture(event.pointerId);
      start.current = { y: event.clientY, at: event.timeStamp };
    },
    onPointerMove(event) {
      const element = event.currentTarget.closest("dialog");
      if (!start.current || !element) return;
      element.dataset.dragged = "";
      element.style.translate = `0 ${Math.max(0, event.clientY - start.current.y)}px`;
    },
    onPointerUp: (event) => finish(event, false),
    onPointerCancel: (event) => finish(event, true),
  };
}
