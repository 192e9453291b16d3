import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { brotliCompressSync, constants } from "node:zlib";
import type { Plugin } from "vite";

const TEXT = /\.(?:js|css|html|svg|webmanifest)$/;
/** What is smaller fits a packet anyway. */
const FROM = 1024;

/** Leaves a Brotli file beside each file of text: it takes long to make and is a ninth smaller than what the server packs itself. */
export function packed(folder: string): Plugin {
  return {
    name: "packed",
    apply: "build",
    closeBundle: {
      // After the service worker, which is written at the end.
      order: "post",
      sequential: true,
      handler() {
        for (const name of readdirSync(folder, { recursive: true, encoding: "utf8" })) {
          if (!TEXT.test(name)) continue;
          const body = readFileSync(path.join(folder, name));
          if (body.length < FROM) continue;
          const params = { [constants.BROTLI_PARAM_SIZE_HINT]: body.length, [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY };
          writeFileSync(path.join(folder, `${name}.br`), brotliCompressSync(body, { params }));
        }
      },
    },
  };
}
