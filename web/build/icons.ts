import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import type { Plugin } from "vite";

const IMPORT = /@phosphor-icons\/react\/dist\/csr\/(\w+)"/g;
const DEFINITION = /@phosphor-icons[\\/]react[\\/]dist[\\/]defs[\\/](\w+)\.es\.js$/;
const BASE = /@phosphor-icons[\\/]react[\\/]dist[\\/]lib[\\/]IconBase\.es\.js$/;

/** The weights named in the files that import an icon: a superset of what it is drawn in. */
function usedWeights(src: string): Map<string, Set<string>> {
  const used = new Map<string, Set<string>>();
  for (const file of readdirSync(src, { recursive: true, encoding: "utf8" })) {
    if (!file.endsWith(".tsx") && !file.endsWith(".ts")) continue;
    const code = readFileSync(path.join(src, file), "utf8");
    const weights = ["bold", "fill"].filter((weight) => code.includes(`"${weight}"`));
    for (const [, icon] of code.matchAll(IMPORT)) {
      if (icon === undefined) continue;
      const known = used.get(icon) ?? new Set(["regular"]);
      for (const weight of weights) known.add(weight);
      used.set(icon, known);
    }
  }
  return used;
}

/**
 * Keeps the weights of each Phosphor icon that the app draws. The package ships six in one file, which no bundler
 * can shake out. A weight that was not foreseen falls back to the regular one.
 */
export function phosphorWeights(src: string): Plugin {
  let used = new Map<string, Set<string>>();
  return {
    name: "phosphor-weights",
    apply: "build",
    enforce: "pre",
    buildStart() {
      used = usedWeights(src);
    },
    transform: {
      filter: { id: [DEFINITION, BASE] },
      handler(code, id) {
        const icon = DEFINITION.exec(id)?.[1];
        if (icon === undefined) return { code: code.replace(/m\.get\((.*)\)/, 'm.get($1) ?? m.get("regular")'), map: null };
        const keep = used.get(icon) ?? new Set(["regular", "bold", "fill"]);
        const kept = code.replace(/^ {2}\[\n {4}"(\w+)",\n[\s\S]*?^ {2}\],?\n/gm, (entry, weight: string) => (keep.has(weight) ? entry : ""));
        return { code: kept, map: null };
      },
    },
  };
}
