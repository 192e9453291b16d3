import { useEffect, useRef, type RefObject } from "react";
import { listenToTouches } from "@ui/touches";
import css from "./ConversationRow.module.css";

export type Side = "left" | "right";

export type RowGestures = {
  /** How wide the tray on a side of a row is, in px. */
  width: (side: Side, id: string) => number;
  onHold: (id: string, at: { x: number; y: number }) => void;
  /** A swipe begins to uncover a tray. */
  onUncover: (id: string, side: Side) => void;
  /** The tray has closed again. */
  onCover: (id: string) => void;
};

const HOLD = 450;
const SLACK = 10;

type Touch = { pointer: number; id: string; row: HTMLElement; x: number; y: number; from: number; timer: number; side?: Side; by: number };

/** Long press, right click and swipes on the rows of a list, with one set of listeners. */
export function useRowGestures(list: RefObject<HTMLElement | null>, gestures: RowGestures, opened: { id: string; side: Side } | undefined): void {
  const current = useRef({ gestures, opened });
  useEffect(() => {
    current.current = { gestures, opened };
  });
  useEffect(() => (list.current ? listen(list.current, current) : undefined), [list]);
}

function rowOf(target: EventTarget | null): { id: string; row: HTMLElement } | undefined {
  const cell = target instanceof Element ? target.closest<HTMLElement>("[data-id]") : null;
  const row = cell?.querySelector<HTMLElement>("[data-row]");
  return cell?.dataset.id && row ? { id: cell.dataset.id, row } : undefined;
}

/** Moves a row sideways; with `settle` it glides there. */
export function slideRow(row: HTMLElement, by: number, settle: boolean): void {
  row.classList.toggle(css.sliding ?? "", settle);
  row.style.translate = by === 0 ? "" : `${by}px`;
}

function listen(list: HTMLElement, current: RefObject<{ gestures: RowGestures; opened: { id: string; side: Side } | undefined }>): () => void {
  let touch: Touch | undefined;
  let swallow = false;

  const hold = (id: string, x: number, y: number) => {
    swallow = true;
    navigator.vibrate?.(10);
    current.current.gestures.onHold(id, { x, y });
  };

  const cover = (id: string) => {
    const row = list.querySelector<HTMLElement>(`[data-id="${CSS.escape(id)}"] [data-row]`);
    if (row) slideRow(row, 0, true);
    current.current.gestures.onCover(id);
  };

  const press = () => {
    swallow = false;
  };

  const down = (event: PointerEvent) => {
    const { opened, gestures } = current.current;
    const found = rowOf(event.target);
    if (opened && found?.id !== opened.id) cover(opened.id);
    const onRow = found && event.target instanceof Node && found.row.contains(event.target);
    if (!found || !onRow || event.pointerType === "mouse" || !event.isPrimary) return;
    const { clientX: x, clientY: y } = event;
    const timer = window.setTimeout(() => {
      touch = undefined;
      hold(found.id, x, y);
    }, HOLD);
    const from = opened?.id === found.id ? gestures.width(opened.side, found.id) * (opened.side === "left" ? 1 : -1) : 0;
    touch = { pointer: event.pointerId, ...found, x, y, from, timer, side: from ? opened?.side : undefined, by: from };
  };

  const move = (event: PointerEvent) => {
    if (touch?.pointer !== event.pointerId) return;
    const dx = event.clientX - touch.x;
    const dy = event.clientY - touch.y;
    if (Math.abs(dx) > SLACK || Math.abs(dy) > SLACK) clearTimeout(touch.timer);
    if (!list.hasPointerCapture(event.pointerId)) {
      if (Math.abs(dx) < SLACK * 1.4 || Math.abs(dx) < Math.abs(dy) * 1.5) return;
      list.setPointerCapture(event.pointerId);
    }
    swallow = true;
    const { gestures } = current.current;
    const raw = touch.from + dx;
    const side: Side = raw > 0 ? "left" : "right";
    if (side !== touch.side) {
      touch.side = side;
      gestures.onUncover(touch.id, side);
    }
    const most = gestures.width(side, touch.id);
    const over = Math.max(0, Math.abs(raw) - most);
    touch.by = Math.sign(raw) * (Math.min(Math.abs(raw), most) + over * 0.2);
    slideRow(touch.row, touch.by, false);
  };

  const end = (event: PointerEvent) => {
    if (touch?.pointer !== event.pointerId) return;
    const { id, row, side, by, timer } = touch;
    touch = undefined;
    clearTimeout(timer);
    if (!side) return;
    const most = current.current.gestures.width(side, id);
    if (event.type === "pointerup" && Math.abs(by) > most / 2) slideRow(row, Math.sign(by) * most, true);
    else cover(id);
  };

  const menu = (event: MouseEvent) => {
    const found = rowOf(event.target);
    if (!found) return;
    event.preventDefault();
    if (swallow) return;
    clearTimeout(touch?.timer);
    touch = undefined;
    hold(found.id, event.clientX, event.clientY);
    // A right click is followed by no click that would have to be swallowed.
    if (event instanceof PointerEvent && event.pointerType === "mouse") swallow = false;
  };

  /** The click that ends a hold or a swipe opens nothing. */
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
