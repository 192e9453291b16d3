import type { Plugin } from "vite";

/**
 * Keeps the three weights the look uses (regular, fill, bold) of each Phosphor icon.
 * The package ships six in one file, which no bundler can shake out.
 */
export function phosphorWeights(): Plugin {
  return {
    name: "phosphor-weights",
    enforce: "pre",
    transform: {
      filter: { id: /@phosphor-icons[\\/]react[\\/]dist[\\/]defs[\\/].*\.es\.js/ },
      handler(code) {
        return { code: code.replace(/^ {2}\[\n {4}"(?:duotone|light|thin)",\n[\s\S]*?^ {2}\],?\n/gm, ""), map: null };
      },
    },
  };
}
