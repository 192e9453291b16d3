import { describe, expect, it } from "vitest";
import { placeMenu } from "./placeMenu";

const view = { width: 390, height: 844 };
const menu = { width: 248, height: 200 };

describe("placeMenu", () => {
  it("opens below and to the right of a point with room", () => {
    expect(placeMenu({ x: 20, y: 100 }, menu, view)).toEqual({ left: 20, top: 100 });
  });

  it("opens upwards near the bottom and leftwards near the right edge", () => {
    expect(placeMenu({ x: 380, y: 800 }, menu, view)).toEqual({ left: 132, top: 600 });
  });

  it("stays inside a window smaller than itself", () => {
    expect(placeMenu({ x: 100, y: 100 }, menu, { width: 240, height: 150 })).toEqual({ left: 8, top: 8 });
  });

  it("leaves a gap to the box that opened it", () => {
    const box = { left: 300, right: 344, top: 10, bottom: 54, width: 44, height: 44, x: 300, y: 10 } as DOMRect;
    expect(placeMenu(box, menu, view)).toEqual({ left: 96, top: 58 });
  });
});
