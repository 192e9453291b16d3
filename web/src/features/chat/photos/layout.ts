import type { Photo } from "@data";

/** How many photos stand in each row, by how many there are. */
const ROWS = [[], [1], [2], [1, 2], [2, 2], [2, 3], [3, 3], [2, 2, 3], [2, 3, 3], [3, 3, 3], [2, 2, 3, 3]];

/** For each photo, into how many parts its row is divided. */
export function parts(count: number): number[] {
  return (ROWS[count] ?? []).flatMap((inRow) => Array.from({ length: inRow }, () => inRow));
}

/** How wide the photos of a message are for their height: known before any of them is there. */
export function ratio(photos: Photo[]): number {
  const [first] = photos;
  if (photos.length === 1 && first) return Math.min(1.9, Math.max(0.7, (first.width ?? 1) / (first.height ?? 1)));
  return [1, 1, 2, 1, 1, 1.15, 1.35, 0.95, 0.95, 1, 0.8][photos.length] ?? 1;
}
