import { useEffect, useRef, type RefObject } from "react";

const NEAR = 2.5;
const MOST = 5;

/**
 * Zooms what the returned reference is on: by two fingers, a double tap or click, the wheel with Ctrl held, or from outside by `zoomed`. What is larger than the
 * screen is moved by one finger.
 */
export function useZoom(zoomed: boolean, onZoom: (zoomed: boolean) => void): RefObject<HTMLDivElement | null> {
  const ref = useRef<HTMLDivElement>(null);
  const tell = useRef(onZoom);
  const view = useRef({ scale: 1, x: 0, y: 0 });
  useEffect(() => {
    tell.current = onZoom;
  });

  useEffect(() => {
    const element = ref.current;
    if (!element || zoomed === view.current.scale > 1) return;
    view.current = { scale: zoomed ? NEAR : 1, x: 0, y: 0 };
    show(element, view.current);
  }, [zoomed]);

  useEffect(() => {
    const element = ref.current;
    if (!element) return;
    const fingers = new Map<number, { x: number; y: number }>();
    const end = new AbortController();
    const listen = <K extends keyof HTMLElementEventMap>(type: K, run: (event: HTMLElementEventMap[K]) => void, passive = true) =>
      element.addEventListener(type, run, { signal: end.signal, passive });
    const set = (scale: number, x: number, y: number) => {
      const now = Math.min(MOST, Math.max(1, scale));
      const room = { x: (element.clientWidth * (now - 1)) / 2, y: (element.clientHeight * (now - 1)) / 2 };
      view.current = { scale: now, x: within(x, room.x), y: within(y, room.y) };
      show(element, view.current);
      tell.current(now > 1);
    };
    const apart = () => {
      const [a, b] = [...fingers.values()];
      return a && b ? Math.hypot(a.x - b.x, a.y - b.y) : 0;
    };

    listen("dblclick", () => set(view.current.scale > 1 ? 1 : NEAR, 0, 0));
    listen("wheel", (event) => {
      if (!event.ctrlKey) return;
      event.preventDefault();
      set(view.current.scale * Math.exp(-event.deltaY / 200), view.current.x, view.current.y);
    }, false);
    listen("pointerdown", (event) => {
      fingers.set(event.pointerId, { x: event.clientX, y: event.clientY });
      if (view.current.scale > 1 || fingers.size > 1) element.setPointerCapture(event.pointerId);
    });
    listen("pointermove", (event) => {
      const last = fingers.get(event.pointerId);
      if (!last) return;
      const before = apart();
      fingers.set(event.pointerId, { x: event.clientX, y: event.clientY });
      const { scale, x, y } = view.current;
      if (fingers.size === 2 && before > 0) set((scale * apart()) / before, x, y);
      else if (fingers.size === 1 && scale > 1) set(scale, x + event.clientX - last.x, y + event.clientY - last.y);
    });
    const up = (event: PointerEvent) => void fingers.delete(event.pointerId);
    listen("pointerup", up);
    listen("pointercancel", up);
    return () => end.abort();
  }, []);

  return ref;
}

function within(value: number, room: number): number {
  return Math.min(room, Math.max(-room, value));
}

function show(element: HTMLElement, { scale, x, y }: { scale: number; x: number; y: number }): void {
  element.style.scale = String(scale);
  element.style.translate = `${x}px ${y}px`;
}
