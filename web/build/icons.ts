import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import type { Plugin } from "vite";

const IMPORT = /import \{ (\w+)(?: as \w+)? \} from "@phosphor-icons\/react\/dist\/csr\/(\w+)"/g;
const MODULE = /@phosphor-icons[\\/]react[\\/]dist[\\/]csr[\\/](\w+)\.es\.js$/;
const WEIGHTS = ["regular", "bold", "fill"];

/** The weights that each icon is drawn in, as far as the files that import it tell. */
function usedWeights(src: string): Map<string, Set<string>> {
  const used = new Map<string, Set<string>>();
  for (const file of readdirSync(src, { recursive: true, encoding: "utf8" })) {
    if (!file.endsWith(".tsx") && !file.endsWith(".ts")) continue;
    const code = readFileSync(path.join(src, file), "utf8");
    for (const [statement, name = "", icon = ""] of code.matchAll(IMPORT)) {
      const known = used.get(icon) ?? new Set();
      weightsIn(code.replace(statement, ""), name).forEach((weight) => known.add(weight));
      used.set(icon, known);
    }
  }
  return used;
}

/** What its elements say; all that the file names, where the icon is handed on or its weight is. */
function weightsIn(code: string, name: string): string[] {
  const elements = [...code.matchAll(new RegExp(`<${name}\\b([^>]*)/>`, "g"))].map(([, attributes = ""]) => /\bweight=("\w+"|\{[^}]*\})/.exec(attributes)?.[1] ?? '"regular"');
  const named = (text: string) => WEIGHTS.filter((weight) => text.includes(`"${weight}"`));
  const told = elements.every((weight) => named(weight).length > 0) && code.match(new RegExp(`\\b${name}\\b`, "g"))?.length === elements.length;
  return told ? named(elements.join()) : ["regular", ...named(code)];
}

/**
 * Makes each Phosphor icon of what the app draws of it: the package ships six weights in one file, which no bundler can shake out, and
 * a component around each.
 */
export function phosphorIcons(src: string): Plugin {
  let used = new Map<string, Set<string>>();
  return {
    name: "phosphor-icons",
    enforce: "pre",
    buildStart() {
      used = usedWeights(src);
    },
    transform: {
      filter: { id: MODULE },
      handler(_code, id) {
        const icon = MODULE.exec(id)?.[1] ?? "";
        const drawn = readFileSync(path.join(path.dirname(id), "..", "defs", `${icon}.es.js`), "utf8");
        const paths = [...(used.get(icon) ?? WEIGHTS)].map((weight) => [weight, pathIn(drawn, weight)]);
        const code = `import { icon } from "@ui/icon";\nexport const ${icon}Icon = /* @__PURE__ */ icon(${JSON.stringify(Object.fromEntries(paths))});`;
        return { code, map: null, moduleSideEffects: false };
      },
    },
  };
}

function pathIn(drawn: string, weight: string): string {
  const entry = new RegExp(`^ {2}\\[\\n {4}"${weight}",\\n[\\s\\S]*?^ {2}\\],?\\n`, "m").exec(drawn)?.[0] ?? "";
  const paths = [...entry.matchAll(/\bd: "([^"]+)"/g)].map(([, d]) => d);
  if (paths.length === 0) throw new Error(`no path of the weight ${weight}`);
  return paths.join("");
}
