/** Where the reaction bar and the menu of a message stand: above and below its bubble, always inside the window. */

export type Box = { left: number; top: number; right: number; bottom: number };
export type Size = { width: number; height: number };
export type Spot = { left: number; top: number };

const GAP = 8;

function within(value: number, size: number, space: number): number {
  return Math.max(GAP, Math.min(value, space - size - GAP));
}

/** Places `above` over the bubble and `below` under it, both on the author's side. */
export function placeAround(bubble: Box, above: Size, below: Size, room: Size, end: boolean): { above: Spot; below: Spot } {
  const left = (width: number) => within(end ? bubble.right - width : bubble.left, width, room.width);
  const belowTop = within(bubble.bottom + GAP, below.height, room.height);
  const highest = belowTop - GAP - above.height;
  const aboveTop = above.height === 0 ? GAP : Math.max(GAP, Math.min(bubble.top - GAP - above.height, highest));
  const overlap = above.height > 0 ? Math.max(0, aboveTop + above.height + GAP - belowTop) : 0;
  return {
    above: { left: left(above.width), top: aboveTop },
    below: { left: left(below.width), top: within(belowTop + overlap, below.height, room.height) },
  };
}

/** Places one panel next to the bubble, on whichever side has more room. */
export function placeNear(bubble: Box, panel: Size, room: Size, end: boolean): Spot {
  const over = bubble.top - GAP - panel.height;
  const under = bubble.bottom + GAP;
  const top = over >= GAP ? over : under;
  return { left: within(end ? bubble.right - panel.width : bubble.left, panel.width, room.width), top: within(top, panel.height, room.height) };
}
