import { useEffect, useRef, type RefObject } from "react";
import { drag, zoomAt, type Picture, type View } from "./crop";

type Point = { x: number; y: number };

/** One pointer drags, two pinch, the wheel zooms. Works on the element itself, so that the page behind stays still. */
export function useCropGestures(stage: RefObject<HTMLElement | null>, picture: Picture, view: View, onView: (view: View) => void) {
  const latest = useRef({ picture, view, onView });
  useEffect(() => {
    latest.current = { picture, view, onView };
  });

  useEffect(() => {
    const element = stage.current;
    if (!element) return;
    const pointers = new Map<number, Point>();

    /** Shows a change at once, also when several events come before the next render. */
    function show(next: View) {
      latest.current.view = next;
      latest.current.onView(next);
    }

    function fromMiddle(at: Point, box: DOMRect): Point {
      return { x: at.x - box.left - box.width / 2, y: at.y - box.top - box.height / 2 };
    }

    function down(event: PointerEvent) {
      element?.setPointerCapture(event.pointerId);
      pointers.set(event.pointerId, { x: event.clientX, y: event.clientY });
    }

    function move(event: PointerEvent) {
      const before = pointers.get(event.pointerId);
      if (!before || !element) return;
      const box = element.getBoundingClientRect();
      const now = { x: event.clientX, y: event.clientY };
      const other = [...pointers].find(([id]) => id !== event.pointerId)?.[1];
      pointers.set(event.pointerId, now);
      const { picture: shown, view: seen } = latest.current;
      const share = other ? 0.5 : 1;
      let next = drag(shown, seen, (now.x - before.x) * share, (now.y - before.y) * share, box.width);
      if (other) {
        const middle = { x: (now.x + other.x) / 2, y: (now.y + other.y) / 2 };
        const factor = distance(now, other) / Math.max(1, distance(before, other));
        next = zoomAt(shown, next, factor, fromMiddle(middle, box), box.width);
      }
      show(next);
    }

    function up(event: PointerEvent) {
      pointers.delete(event.pointerId);
    }

    function wheel(event: WheelEvent) {
      if (!element) return;
      event.preventDefault();
      const box = element.getBoundingClientRect();
      const at = fromMiddle({ x: event.clientX, y: event.clientY }, box);
      show(zoomAt(latest.current.picture, latest.current.view, Math.exp(-event.deltaY / 400), at, box.width));
    }

    const stop = new AbortController();
    const options = { signal: stop.signal };
    element.addEventListener("pointerdown", down, options);
    element.addEventListener("pointermove", move, options);
    element.addEventListener("pointerup", up, options);
    element.addEventListener("pointercancel", up, options);
    element.addEventListener("wheel", wheel, { ...options, passive: false });
    return () => stop.abort();
  }, [stage]);
}

function distance(a: Point, b: Point): number {
  return Math.hypot(a.x - b.x, a.y - b.y);
}
