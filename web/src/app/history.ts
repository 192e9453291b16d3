import { cameFrom, noteNavigation, type Direction } from "@ui/navigation";
import type { AroundNavHandler } from "wouter";
import { isTabRoot } from "./paths";

/* Each entry of the browser's history carries its place, so that back and forward can be told apart. */

let place = 0;
let path = window.location.pathname;

function placeOf(state: unknown): number {
  return typeof state === "object" && state !== null && "place" in state && typeof state.place === "number" ? state.place : 0;
}

function note(direction: Direction, to: string): void {
  noteNavigation(isTabRoot(path) && isTabRoot(to) ? "none" : direction);
  path = to;
}

/** Watches the browser's own back and forward. Called once, before anything renders. */
export function startHistory(): void {
  place = placeOf(window.history.state);
  window.addEventListener("popstate", (event) => {
    const next = placeOf(event.state);
    note(next < place ? "back" : "forward", window.location.pathname);
    place = next;
  });
}

/** Numbers every navigation of ours, and notes where it came from. */
export const aroundNav: AroundNavHandler = (navigate, to, options) => {
  const target = new URL(to, window.location.href).pathname;
  const replace = options?.replace === true;
  const from = replace ? cameFrom() : window.location.pathname;
  if (!replace) place += 1;
  if (target !== path) note(goesUp(path, target) ? "back" : "forward", target);
  navigate(to, { ...options, state: { ...(options?.state as object | undefined), place, from } });
};

/** A parent of where one is: going there is going back, whatever the history says. */
function goesUp(from: string, to: string): boolean {
  return from.startsWith(`${to}/`) || (from.startsWith("/c/") && to.startsWith("/inbox"));
}
