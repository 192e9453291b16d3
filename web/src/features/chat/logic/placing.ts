/** Where the reaction bar and the menu of a message stand: around its bubble, always inside the window. */

export type Box = { left: number; top: number; right: number; bottom: number };
export type Size = { width: number; height: number };
export type Spot = { left: number; top: number };
export type Placed = {
  above: Spot;
  below: Spot;
  /** How far the bubble has to be lifted to stand between the two. */
  lift: number;
};

const GAP = 8;

function within(value: number, size: number, space: number): number {
  return Math.max(GAP, Math.min(value, space - size - GAP));
}

/** Places the bar over the bubble and the menu under it, both on the author's side. A bubble near the lower end is lifted. */
export function placeAround(bubble: Box, bar: Size, menu: Size, room: Size, end: boolean): Placed {
  const left = (width: number) => within(end ? bubble.right - width : bubble.left, width, room.width);
  const height = bubble.bottom - bubble.top;
  const menuTop = within(bubble.bottom + GAP, menu.height, room.height);
  const wanted = menuTop - GAP - height;
  const barTop = within(Math.min(bubble.top, wanted) - GAP - bar.height, bar.height, room.height);
  const under = bar.height > 0 ? Math.max(menuTop, barTop + bar.height + GAP) : menuTop;
  return {
    above: { left: left(bar.width), top: barTop },
    below: { left: left(menu.width), top: within(under, menu.height, room.height) },
    lift: Math.max(0, bubble.top - wanted),
  };
}

/** As `placeAround` where nothing can be lifted: near the lower end both stand over the bubble. */
export function placeBeside(bubble: Box, bar: Size, menu: Size, room: Size, end: boolean): Placed {
  const around = placeAround(bubble, bar, menu, room, end);
  const menuTop = bubble.top - GAP - menu.height;
  const barTop = menuTop - (bar.height > 0 ? GAP + bar.height : 0);
  if (around.lift === 0 || barTop < GAP) return { ...around, lift: 0 };
  return { above: { ...around.above, top: barTop }, below: { ...around.below, top: menuTop }, lift: 0 };
}

/** Places one panel next to the bubble, on whichever side has room. */
export function placeNear(bubble: Box, panel: Size, room: Size, end: boolean): Spot {
  const over = bubble.top - GAP - panel.height;
  const top = over >= GAP ? over : bubble.bottom + GAP;
  return { left: within(end ? bubble.right - panel.width : bubble.left, panel.width, room.width), top: within(top, panel.height, room.height) };
}
