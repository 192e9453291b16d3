/** A picture and the round window over it. All lengths but `window` are in pixels of the turned picture. */
export type Picture = { width: number; height: number };

/** What is seen: the middle of the crop square and how far it is zoomed in (1 = the whole short side). */
export type View = { x: number; y: number; zoom: number };

/** The square that is cut out, as setAvatar takes it. */
export type Crop = { x: number; y: number; size: number };

export const maxZoom = 4;

/** The whole short side, in the middle. */
export function firstView(picture: Picture): View {
  return { x: picture.width / 2, y: picture.height / 2, zoom: 1 };
}

/** The side of the crop square at this zoom. */
export function cropSize(picture: Picture, zoom: number): number {
  return Math.min(picture.width, picture.height) / zoom;
}

/** Keeps the zoom in its range and the square inside the picture. */
export function clampView(picture: Picture, view: View): View {
  const zoom = clamp(view.zoom, 1, maxZoom);
  const half = cropSize(picture, zoom) / 2;
  return {
    zoom,
    x: clamp(view.x, half, picture.width - half),
    y: clamp(view.y, half, picture.height - half),
  };
}

/** Moves what is seen by a drag measured in screen pixels over a window of that many screen pixels. */
export function drag(picture: Picture, view: View, dx: number, dy: number, window: number): View {
  const scale = cropSize(picture, view.zoom) / window;
  return clampView(picture, { ...view, x: view.x - dx * scale, y: view.y - dy * scale });
}

/** Zooms by a factor and keeps what is under the fingers where it is; `at` is relative to the middle of the window. */
export function zoomAt(picture: Picture, view: View, factor: number, at: { x: number; y: number }, window: number): View {
  const zoom = clamp(view.zoom * factor, 1, maxZoom);
  const change = (cropSize(picture, view.zoom) - cropSize(picture, zoom)) / window;
  return clampView(picture, { zoom, x: view.x + at.x * change, y: view.y + at.y * change });
}

/** The square in whole pixels, never outside the picture. */
export function cropOf(picture: Picture, view: View): Crop {
  const size = Math.max(1, Math.floor(cropSize(picture, view.zoom)));
  return {
    size,
    x: clamp(Math.round(view.x - size / 2), 0, Math.max(0, Math.floor(picture.width) - size)),
    y: clamp(Math.round(view.y - size / 2), 0, Math.max(0, Math.floor(picture.height) - size)),
  };
}

/** Where the picture lies under a window of that many screen pixels. */
export function placement(picture: Picture, view: View, window: number) {
  const scale = window / cropSize(picture, view.zoom);
  return {
    width: picture.width * scale,
    height: picture.height * scale,
    left: window / 2 - view.x * scale,
    top: window / 2 - view.y * scale,
  };
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(Math.max(value, low), high);
}
