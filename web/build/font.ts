import type { Plugin } from "vite";

/** Lets the browser fetch the face of the first screen before it has read the styles. */
export function preloadFont(file: RegExp): Plugin {
  return {
    name: "preload-font",
    apply: "build",
    transformIndexHtml: {
      order: "post",
      handler(_html, { bundle }) {
        const font = Object.keys(bundle ?? {}).find((name) => file.test(name));
        if (!font) throw new Error(`no font matches ${file}`);
        return [{ tag: "link", injectTo: "head", attrs: { rel: "preload", as: "font", type: "font/woff2", href: `/${font}`, crossorigin: "" } }];
      },
    },
  };
}
