import type { Point } from "./overlays";

const MARGIN = 8;
const GAP = 4;

type Box = { width: number; height: number };

/** Where a menu of a given size goes: below and to the right if there is room, else the other way, always inside the window. */
export function placeMenu(at: Point | DOMRect, menu: Box, view: Box): { left: number; top: number } {
  const box = "width" in at ? { left: at.left, right: at.right, top: at.top, bottom: at.bottom } : { left: at.x, right: at.x, top: at.y, bottom: at.y };
  const gap = "width" in at ? GAP : 0;
  const fitsRight = box.left + menu.width + MARGIN <= view.width;
  const fitsBelow = box.bottom + gap + menu.height + MARGIN <= view.height;
  const left = fitsRight ? box.left : box.right - menu.width;
  const top = fitsBelow ? box.bottom + gap : box.top - gap - menu.height;
  const clamp = (value: number, size: number, room: number) => Math.max(MARGIN, Math.min(value, room - size - MARGIN));
  return { left: clamp(left, menu.width, view.width), top: clamp(top, menu.height, view.height) };
}
