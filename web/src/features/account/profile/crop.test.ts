import { describe, expect, it } from "vitest";
import { clampView, cropOf, drag, firstView, maxZoom, placement, zoomAt } from "./crop";

const picture = { width: 1200, height: 800 };

describe("the crop of a picture", () => {
  it("starts with the whole short side in the middle", () => {
    expect(cropOf(picture, firstView(picture))).toEqual({ x: 200, y: 0, size: 800 });
  });

  it("follows the finger and stops at the edge", () => {
    const moved = drag(picture, firstView(picture), -100, 50, 400);
    expect(cropOf(picture, moved)).toEqual({ x: 400, y: 0, size: 800 });
    expect(cropOf(picture, drag(picture, moved, -4000, 0, 400))).toEqual({ x: 400, y: 0, size: 800 });
  });

  it("keeps what is under the fingers where it is", () => {
    const at = { x: 100, y: -40 };
    const before = clampView(picture, { x: 600, y: 400, zoom: 2 });
    const after = zoomAt(picture, before, 1.5, at, 400);
    const under = (view: typeof before) => {
      const place = placement(picture, view, 400);
      const scale = place.width / picture.width;
      return [(at.x + 200 - place.left) / scale, (at.y + 200 - place.top) / scale];
    };
    expect(under(after)[0]).toBeCloseTo(under(before)[0] ?? 0, 6);
    expect(under(after)[1]).toBeCloseTo(under(before)[1] ?? 0, 6);
  });

  it("zooms between the whole and four times", () => {
    expect(zoomAt(picture, firstView(picture), 100, { x: 0, y: 0 }, 400).zoom).toBe(maxZoom);
    expect(zoomAt(picture, firstView(picture), 0.1, { x: 0, y: 0 }, 400).zoom).toBe(1);
  });

  it("stays inside a picture of odd size", () => {
    const odd = { width: 333, height: 777 };
    const crop = cropOf(odd, clampView(odd, { x: 9999, y: 9999, zoom: 3.3 }));
    expect(crop.x + crop.size).toBeLessThanOrEqual(odd.width);
    expect(crop.y + crop.size).toBeLessThanOrEqual(odd.height);
  });
});
