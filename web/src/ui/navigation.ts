import { useEffect, useLayoutEffect, useRef, type RefObject } from "react";
import { useLocation } from "wouter";

/** How the last navigation went: into something, back out of it, or not at all yet. */
export type Direction = "none" | "forward" | "back";

let direction: Direction = "none";
let focusDue = false;
const scrolls = new Map<string, number>();

/** The app tells of each navigation here, before the new screen shows. */
export function noteNavigation(next: Direction): void {
  direction = next;
  focusDue = true;
}

/** The address that led to this entry of the browser's history, when it is one of ours. */
export function cameFrom(): string | undefined {
  const state: unknown = window.history.state;
  return typeof state === "object" && state !== null && "from" in state && typeof state.from === "string" ? state.from : undefined;
}

/**
 * The way back: to an address, or (true) to where one came from, or home when one came from elsewhere. Where one came
 * from is gone back to; anything else takes this screen's place, so that the next way back does not lead here again.
 */
export function useWayBack(to: string | true): () => void {
  const [, navigate] = useLocation();
  return () => {
    const from = cameFrom();
    if (from !== undefined && (to === true || to === from)) window.history.back();
    else navigate(to === true ? "/" : to, { replace: true });
  };
}

export function lastDirection(): Direction {
  return direction;
}

/** Whether the screen that asks should take the focus; true once per navigation. */
export function takeFocus(): boolean {
  const due = focusDue;
  focusDue = false;
  return due;
}

/** Focuses a title when its screen was navigated to, so that screen readers announce it. */
export function useTitleFocus(ref: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    if (takeFocus()) ref.current?.focus({ preventScroll: true });
  }, [ref]);
}

/** Keeps the scroll position of a screen for the way back, and for the next visit to a tab. */
export function useScrollMemory(ref: RefObject<HTMLElement | null>, key: string): void {
  const fresh = useRef(true);
  useLayoutEffect(() => {
    const element = ref.current;
    if (!element) return;
    const remembered = scrolls.get(key) ?? 0;
    // A new element is at its top, and to set that would lay the whole page out at once.
    if (direction !== "forward" && !(fresh.current && remembered === 0)) element.scrollTop = remembered;
    fresh.current = false;
    const remember = () => scrolls.set(key, element.scrollTop);
    element.addEventListener("scroll", remember, { passive: true });
    return () => element.removeEventListener("scroll", remember);
  }, [ref, key]);
}
