import { rolldown } from "rolldown";
import type { Plugin } from "vite";

/** Builds a script for the service worker, which cannot load modules, into a file of a fixed name. */
export function workerScript(input: string, fileName: string): Plugin {
  return {
    name: "causerie-worker-script",
    apply: "build",
    async generateBundle() {
      const bundle = await rolldown({ input });
      const { output } = await bundle.generate({ format: "iife", minify: true });
      await bundle.close();
      this.emitFile({ type: "asset", fileName, source: output[0].code });
    },
  };
}
