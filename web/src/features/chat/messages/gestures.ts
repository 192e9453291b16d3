import { useEffect, useRef, type RefObject } from "react";
import { listenToTouches } from "@ui/touches";
import { haptic } from "../haptics";
import css from "./Message.module.css";

/** What fingers do on messages. `key` is the message's key, `line` its focusable element. */
export type GestureHandlers = {
  canReply: (key: string) => boolean;
  onReply: (key: string) => void;
  onDoubleTap: (key: string) => void;
  onHold: (key: string, line: HTMLElement) => void;
};

const HOLD = 450;
const SLACK = 10;
const ARMED = 56;
const FARTHEST = 76;
const DOUBLE = 300;

type Touch = { id: number; key: string; line: HTMLElement; x: number; y: number; timer: number; swiping: boolean; armed: boolean; moved: boolean };

/** One set of listeners on the list serves every row: hold, double tap, swipe to the right, right click. */
export function useGestures(list: RefObject<HTMLElement | null>, handlers: GestureHandlers): void {
  const current = useRef(handlers);
  useEffect(() => {
    current.current = handlers;
  });
  useEffect(() => (list.current ? listen(list.current, current) : undefined), [list]);
}

function lineOf(target: EventTarget | null): HTMLElement | null {
  return target instanceof Element ? target.closest<HTMLElement>("[data-key]") : null;
}

function listen(list: HTMLElement, handlers: RefObject<GestureHandlers>): () => void {
  let touch: Touch | undefined;
  let tapped: { key: string; at: number } | undefined;
  let swallow = false;

  const hold = (key: string, line: HTMLElement) => {
    swallow = true;
    haptic("hold");
    handlers.current.onHold(key, line);
  };

  const press = () => {
    swallow = false;
  };

  const down = (event: PointerEvent) => {
    const line = lineOf(event.target);
    const key = line?.dataset.key;
    if (!line || !key || event.pointerType === "mouse" || !event.isPrimary) return;
    const timer = window.setTimeout(() => {
      touch = undefined;
      hold(key, line);
    }, HOLD);
    touch = { id: event.pointerId, key, line, x: event.clientX, y: event.clientY, timer, swiping: false, armed: false, moved: false };
  };

  const move = (event: PointerEvent) => {
    if (touch?.id !== event.pointerId) return;
    const dx = event.clientX - touch.x;
    const dy = event.clientY - touch.y;
    if (Math.abs(dx) > SLACK || Math.abs(dy) > SLACK) {
      touch.moved = true;
      clearTimeout(touch.timer);
    }
    if (!touch.swiping) {
      if (dx < SLACK * 1.4 || dx < Math.abs(dy) * 1.5 || !handlers.current.canReply(touch.key)) return;
      touch.swiping = true;
      list.setPointerCapture(event.pointerId);
    }
    const armed = dx >= ARMED + SLACK;
    if (armed && !touch.armed) haptic("swipe");
    touch.armed = armed;
    slide(touch.line, Math.min(FARTHEST, Math.max(0, dx - SLACK)), armed);
  };

  const end = (event: PointerEvent) => {
    if (touch?.id !== event.pointerId) return;
    const { key, line, swiping, armed, moved, timer } = touch;
    touch = undefined;
    clearTimeout(timer);
    if (swiping) {
      settle(line);
      if (armed && event.type === "pointerup") handlers.current.onReply(key);
    } else if (event.type === "pointerup" && !moved) {
      tap(key, event);
    }
  };

  const tap = (key: string, event: PointerEvent) => {
    if (event.target instanceof Element && event.target.closest("a, button")) return;
    const now = event.timeStamp;
    const twice = tapped?.key === key && now - tapped.at < DOUBLE;
    tapped = twice ? undefined : { key, at: now };
    if (!twice) return;
    swallow = true;
    handlers.current.onDoubleTap(key);
  };

  const menu = (event: MouseEvent) => {
    const line = lineOf(event.target);
    const key = line?.dataset.key;
    if (!line || !key) return;
    const mouse = event instanceof PointerEvent && event.pointerType === "mouse";
    if (mouse && event.target instanceof Element && (event.target.closest("a") || hasSelection(line))) return;
    event.preventDefault();
    if (swallow) return;
    clearTimeout(touch?.timer);
    touch = undefined;
    hold(key, line);
  };

  /** The click that ends a hold or a double tap must not also follow a link or press a button, nor the reaction that has come under the finger. */
  const click = (event: MouseEvent) => {
    if (!swallow || event.detail === 0) return;
    swallow = false;
    event.preventDefault();
    event.stopPropagation();
  };

  const stop = listenToTouches(list, { press, down, move, end, menu, click });
  return () => {
    stop();
    clearTimeout(touch?.timer);
  };
}

function hasSelection(line: HTMLElement): boolean {
  const selection = getSelection();
  return selection !== null && !selection.isCollapsed && selection.containsNode(line, true);
}

function slide(line: HTMLElement, by: number, armed: boolean): void {
  const body = line.querySelector<HTMLElement>("[data-slide]");
  const arrow = line.querySelector<HTMLElement>("[data-reply]");
  if (!body || !arrow) return;
  body.classList.remove(css.back ?? "");
  body.style.translate = `${by}px`;
  arrow.style.opacity = String(Math.min(1, by / ARMED));
  arrow.classList.toggle(css.armed ?? "", armed);
}

function settle(line: HTMLElement): void {
  const body = line.querySelector<HTMLElement>("[data-slide]");
  const arrow = line.querySelector<HTMLElement>("[data-reply]");
  if (!body || !arrow) return;
  body.classList.add(css.back ?? "");
  body.style.translate = "";
  arrow.style.opacity = "";
  arrow.classList.remove(css.armed ?? "");
}
