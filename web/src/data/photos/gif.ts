/** What a GIF says of its frames, and whether the server keeps them all. */

/** As internal/media/moving.go has them. */
const SIDE = 1280;
const FRAMES = 1000;
const PIXELS = 100_000_000;
const BYTES = 10 * 2 ** 20;

export interface Frames {
  width: number;
  height: number;
  frames: number;
  /** Of all frames together. */
  pixels: number;
}

/** Counts the frames of a GIF, without decoding any; undefined for what is none. It ends where the file does, or breaks. */
export function framesOf(file: Uint8Array): Frames | undefined {
  if (!/^GIF8[79]a/.test(String.fromCharCode(...file.subarray(0, 6))) || file.length < 13) return undefined;
  const byte = (at: number) => file[at] ?? 0;
  const two = (at: number) => byte(at) | (byte(at + 1) << 8);
  const table = (flags: number) => (flags & 0x80 ? 3 << ((flags & 7) + 1) : 0);
  const afterBlocks = (from: number) => {
    let at = from;
    while (byte(at) !== 0) at += 1 + byte(at);
    return at + 1;
  };
  const all: Frames = { width: two(6), height: two(8), frames: 0, pixels: 0 };
  for (let at = 13 + table(byte(10)); at < file.length; ) {
    if (byte(at) === 0x21) at = afterBlocks(at + 2);
    else if (byte(at) === 0x2c) {
      all.frames++;
      all.pixels += two(at + 5) * two(at + 7);
      at = afterBlocks(at + 10 + table(byte(at + 9)) + 1);
    } else break;
  }
  return all;
}

/** Whether a file moves, and goes on doing so once it is sent. */
export async function motionOf(file: Blob): Promise<"none" | "moves" | "too large"> {
  const all = framesOf(new Uint8Array(await file.arrayBuffer()));
  if (!all || all.frames < 2) return "none";
  return Math.max(all.width, all.height) <= SIDE && all.frames <= FRAMES && all.pixels <= PIXELS && file.size <= BYTES ? "moves" : "too large";
}
