import { expect, test } from "vitest";
import { placeAround, placeBeside, placeNear } from "./placing";

const room = { width: 390, height: 844 };
const bar = { width: 272, height: 52 };
const menu = { width: 240, height: 240 };

test("stands above and below a bubble with room around", () => {
  const bubble = { left: 12, top: 300, right: 200, bottom: 342 };
  expect(placeAround(bubble, bar, menu, room, false)).toEqual({ above: { left: 12, top: 240 }, below: { left: 12, top: 350 }, lift: 0 });
});

test("lifts a bubble at the lower end to stand between them", () => {
  const bubble = { left: 200, top: 760, right: 378, bottom: 802 };
  const { above, below, lift } = placeAround(bubble, bar, menu, room, true);
  expect(below.top + menu.height).toBe(room.height - 8);
  expect(bubble.bottom - lift).toBe(below.top - 8);
  expect(above.top + bar.height).toBe(bubble.top - lift - 8);
  expect(above.left + bar.width).toBe(378);
});

test("stands over a bubble at the lower end that stays where it is", () => {
  const bubble = { left: 200, top: 760, right: 378, bottom: 802 };
  const { above, below, lift } = placeBeside(bubble, bar, menu, room, true);
  expect(lift).toBe(0);
  expect(below.top + menu.height).toBe(bubble.top - 8);
  expect(above.top + bar.height).toBe(below.top - 8);
});

test("stays inside around a bubble taller than the window", () => {
  const bubble = { left: 12, top: -400, right: 300, bottom: 1200 };
  const { above, below } = placeAround(bubble, bar, menu, room, false);
  expect(above.top).toBeGreaterThanOrEqual(8);
  expect(below.top + menu.height).toBeLessThanOrEqual(room.height - 8);
  expect(above.top + bar.height).toBeLessThan(below.top);
});

test("a panel goes over the bubble when it fits, else under it", () => {
  const panel = { width: 352, height: 380 };
  expect(placeNear({ left: 12, top: 500, right: 100, bottom: 540 }, panel, room, false)).toEqual({ left: 12, top: 112 });
  expect(placeNear({ left: 12, top: 100, right: 100, bottom: 140 }, panel, room, false).top).toBe(148);
});
