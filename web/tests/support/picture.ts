import type { Page } from "@playwright/test";

/** A picture as a camera makes it, drawn by the browser: a hue that changes over it. */
export async function picture(page: Page, name: string, width: number, height: number, hue: number) {
  const drawn = await page.evaluate(
    async ([w, h, from]) => {
      const canvas = new OffscreenCanvas(w, h);
      const context = canvas.getContext("2d");
      if (!context) throw new Error("no canvas");
      const ground = context.createLinearGradient(0, 0, w, h);
      ground.addColorStop(0, `hsl(${from} 70% 35%)`);
      ground.addColorStop(1, `hsl(${from + 80} 80% 75%)`);
      context.fillStyle = ground;
      context.fillRect(0, 0, w, h);
      const bytes = new Uint8Array(await (await canvas.convertToBlob({ type: "image/jpeg" })).arrayBuffer());
      return Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
    },
    [width, height, hue] as const,
  );
  return { name, mimeType: "image/jpeg", buffer: Buffer.from(drawn, "latin1") };
}
