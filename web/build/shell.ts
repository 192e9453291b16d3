import type { OutputAsset, OutputBundle, OutputChunk } from "rolldown";
import { minifySync } from "rolldown/utils";
import type { Plugin } from "vite";
import { start, type FirstFiles } from "../src/app/start.ts";

const ENTRY = /<script type="module" crossorigin src="([^"]+)"><\/script>/;
const STYLE = /<link rel="stylesheet" crossorigin href="\/([^"]+)">/g;

/**
 * The page itself paints: it holds the styles of the first screens and the script that starts the app, which asks for the files of
 * the screen that the address names. The server allows both by their hashes.
 */
export function shell(): Plugin {
  return {
    name: "shell",
    transformIndexHtml: {
      order: "post",
      handler(html, { bundle }) {
        const none = { en: [], fr: [] };
        const linked = [...html.matchAll(STYLE)].map(([, file]) => file as string);
        const inlined = bundle ? [...new Set([...linked, ...stylesOf(chunkOf(bundle, "/src/features/inbox/index.ts"), bundle)])] : [];
        const files = bundle ? firstFiles(html, inlined, bundle) : { entry: "", screens: { inbox: [], chat: [], welcome: [] }, texts: none, more: none };
        const script = `<script>${minified(`(${start})(${JSON.stringify(files)})`)}</script>`;
        const page = html.replace(/(<div id="root">[\s\S]*?<\/svg>\s*<\/div>)/, (root) => `${root}\n    ${script}`);
        if (!bundle) return page;
        const styles = inlined.map((file) => String((bundle[file] as OutputAsset).source).trim()).join("");
        // A link that is switched off loads nothing, and tells the loader of other chunks that these styles are here.
        const links = inlined.map((file) => `<link rel="stylesheet" crossorigin href="/${file}" disabled>`).join("\n    ");
        return page
          .replace(/\s*<link rel="stylesheet" crossorigin href="[^"]+">/g, "")
          .replace(ENTRY, '<link rel="modulepreload" crossorigin href="$1">')
          .replace("</head>", () => `<style>${styles}</style>\n    ${links}\n  </head>`);
      },
    },
  };
}

const minified = (code: string) => minifySync("start.js", code).code.trim();

function firstFiles(html: string, inlined: string[], bundle: OutputBundle): FirstFiles {
  const entry = ENTRY.exec(html)?.[1];
  if (!entry) throw new Error("the page names no script");
  const here = new Set([...inlined, ...[...html.matchAll(/(?:href|src)="\/([^"]+)"/g)].map(([, file]) => file)]);
  /** A chunk with all that it needs and the page does not name yet. */
  const files = (source: string, styles: boolean) => {
    const chunk = chunkOf(bundle, source);
    const all = [...scriptsOf(chunk, bundle), ...(styles ? stylesOf(chunk, bundle) : [])];
    return all.filter((file) => !here.has(file)).map((file) => `/${file}`);
  };
  const text = (language: string, name: string) => files(`/src/i18n/${language}/${name}.po`, false);
  return {
    entry,
    screens: {
      inbox: files("/src/features/inbox/index.ts", false),
      chat: files("/src/features/chat/index.ts", true),
      welcome: files("/src/features/account/welcome/Welcome.tsx", true),
    },
    texts: { en: text("en", "messages"), fr: text("fr", "messages") },
    more: { en: text("en", "more"), fr: text("fr", "more") },
  };
}

function chunkOf(bundle: OutputBundle, source: string): OutputChunk {
  for (const output of Object.values(bundle)) {
    if (output.type === "chunk" && output.facadeModuleId?.split("?")[0]?.endsWith(source)) return output;
  }
  throw new Error(`no chunk is made of ${source}`);
}

function scriptsOf(chunk: OutputChunk, bundle: OutputBundle): string[] {
  const found = new Set<string>();
  const add = (file: string) => {
    const output = bundle[file];
    if (output?.type !== "chunk" || found.has(file)) return;
    found.add(file);
    output.imports.forEach(add);
  };
  add(chunk.fileName);
  return [...found];
}

function stylesOf(chunk: OutputChunk, bundle: OutputBundle): string[] {
  const styles = scriptsOf(chunk, bundle).flatMap((file) => [...((bundle[file] as OutputChunk).viteMetadata?.importedCss ?? [])]);
  return [...new Set(styles)];
}
