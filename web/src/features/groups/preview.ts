import type { Square } from "@data";

const SIDE = 256;

/** A picture as it will be seen; whoever shows it frees the address. */
export interface Preview {
  url: string;
}

/** Draws the part of a picture that will be seen. */
export async function previewOf(image: Blob, { x, y, size }: Square): Promise<Preview> {
  const bitmap = await createImageBitmap(image, x, y, size, size);
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = SIDE;
  canvas.getContext("2d")?.drawImage(bitmap, 0, 0, SIDE, SIDE);
  bitmap.close();
  const drawn = await new Promise<Blob | null>((done) => canvas.toBlob(done));
  return { url: URL.createObjectURL(drawn ?? image) };
}
