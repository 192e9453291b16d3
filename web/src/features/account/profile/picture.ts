import type { Picture } from "./crop";

/** What the server takes as an avatar. */
export const accepted: readonly string[] = ["image/jpeg", "image/png", "image/webp", "image/gif"];
export const maxBytes = 20 * 1024 * 1024;

/** A chosen file that has proved to be a picture, ready to be shown. */
export type Opened = { file: File; url: string; picture: Picture };

/** Reads how large a chosen picture is once turned upright, or says why it cannot be one. */
export async function openPicture(file: File): Promise<{ opened?: Opened; fault?: "large" | "unreadable" }> {
  if (!accepted.includes(file.type)) return { fault: "unreadable" };
  if (file.size > maxBytes) return { fault: "large" };
  try {
    const bitmap = await createImageBitmap(file);
    const picture = { width: bitmap.width, height: bitmap.height };
    bitmap.close();
    return { opened: { file, picture, url: URL.createObjectURL(file) } };
  } catch {
    return { fault: "unreadable" };
  }
}

/** Frees what showing it took. */
export function closePicture({ url }: Opened) {
  URL.revokeObjectURL(url);
}
