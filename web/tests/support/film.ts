import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

/** A video as a phone makes it, of so many seconds, made by the program that the server needs, too. */
export async function film(name: string, seconds: number, width = 320, height = 240) {
  const folder = await mkdtemp(join(tmpdir(), "causerie-film-"));
  try {
    const path = join(folder, name);
    const made = [`testsrc=rate=10:duration=${seconds}:size=${width}x${height}`, `sine=duration=${seconds}`].flatMap((source) => ["-f", "lavfi", "-i", source]);
    await promisify(execFile)("ffmpeg", ["-nostdin", "-loglevel", "error", ...made, "-pix_fmt", "yuv420p", "-preset", "ultrafast", path]);
    return { name, mimeType: "video/mp4", buffer: await readFile(path) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
