/** A video as this browser reads it, before it is sent: nothing of it is changed here. */
import type { ChosenPhoto } from "../pending";
import { draw, placeholderOf } from ".";

/** The longer side of what shows in its place, in pixels. */
const LONGEST = 720;
/** How long it may take to read its beginning, in milliseconds. */
const PATIENCE = 8000;

/** Makes a chosen video ready to be sent. What this browser cannot play has no picture and lasts 0: the server may know it all the same. */
export async function prepareVideo(blob: Blob): Promise<ChosenPhoto> {
  const chosen: ChosenPhoto = { id: crypto.randomUUID(), alt: "", duration: 0, blob };
  const video = document.createElement("video");
  const url = URL.createObjectURL(blob);
  try {
    video.muted = true;
    video.playsInline = true;
    video.preload = "auto";
    video.src = url;
    await happens(video, "loadedmetadata");
    chosen.duration = lengthOf(video.duration);
    video.currentTime = Math.min(0.1, chosen.duration / 2000);
    await happens(video, "seeked");
    const bitmap = await createImageBitmap(video);
    try {
      const { width, height } = bitmap;
      const scale = Math.min(1, LONGEST / Math.max(width, height));
      const { canvas } = draw(bitmap, Math.max(1, Math.round(width * scale)), Math.max(1, Math.round(height * scale)));
      return { ...chosen, width, height, placeholder: placeholderOf(bitmap), poster: await canvas.convertToBlob({ type: "image/jpeg", quality: 0.8 }) };
    } finally {
      bitmap.close();
    }
  } catch {
    return chosen;
  } finally {
    video.removeAttribute("src");
    video.load();
    URL.revokeObjectURL(url);
  }
}

/** Seconds as whole milliseconds; 0 where a file does not say. */
export function lengthOf(seconds: number): number {
  return Number.isFinite(seconds) ? Math.round(seconds * 1000) : 0;
}

function happens(video: HTMLVideoElement, what: "loadedmetadata" | "seeked"): Promise<void> {
  return new Promise((resolve, reject) => {
    const give = setTimeout(() => reject(new Error("it takes too long")), PATIENCE);
    const end = (settle: () => void) => () => {
      clearTimeout(give);
      settle();
    };
    video.addEventListener(what, end(resolve), { once: true });
    video.addEventListener("error", end(() => reject(new Error("it cannot be read"))), { once: true });
  });
}

/** What a server says it takes. */
export type Taken = { mb: number; seconds: number };

/** Why a server would refuse a video, as far as one can tell before it is sent. */
export function beyond({ blob, duration = 0 }: Pick<ChosenPhoto, "blob" | "duration">, { mb, seconds }: Taken): "size" | "length" | undefined {
  if (blob.size > mb * 2 ** 20) return "size";
  // Of what lasts hardly longer, the server is the judge.
  return duration >= (seconds + 1) * 1000 ? "length" : undefined;
}
