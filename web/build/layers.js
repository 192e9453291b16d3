import path from "node:path";
import { fileURLToPath } from "node:url";

const SRC = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../src");
const ALIAS = /^@(app|data|store|features|ui|i18n)(?:\/(.*))?$/;

/** What each area may import. Everything may import itself. */
const MAY = {
  main: ["app", "data", "ui", "i18n"],
  app: ["features", "store", "data", "ui", "i18n"],
  features: ["store", "data", "ui", "i18n"],
  store: ["data", "i18n"],
  data: [],
  ui: ["i18n"],
  i18n: [],
  worker: [],
};

/** The area and the rest of the path of a file under src, or undefined for anything else. */
function place(file) {
  const parts = path.relative(SRC, file).split(path.sep);
  if (parts[0] === "..") return undefined;
  return { area: parts.length === 1 ? "main" : parts[0], rest: parts.slice(1) };
}

function target(from, source) {
  const alias = ALIAS.exec(source);
  if (alias) return place(path.join(SRC, alias[1], alias[2] ?? "index.ts"));
  if (source.startsWith(".")) return place(path.resolve(path.dirname(from), source));
  return undefined;
}

function problem(from, to) {
  if (from.area !== to.area) {
    if (!(MAY[from.area] ?? []).includes(to.area)) return `${from.area} may not import ${to.area}.`;
  }
  if (to.area === "features" && !(from.area === "features" && from.rest[0] === to.rest[0])) {
    const inner = to.rest.slice(1).join("/");
    if (inner !== "" && !/^index(\.ts)?$/.test(inner)) return "Reach a feature through its index.ts only.";
  }
  return undefined;
}

/** ESLint rule: imports point down (app → features → store → data; features → ui, i18n). */
export const layers = {
  meta: { type: "problem", schema: [], docs: { description: "Keep imports pointing down the layers." } },
  create(context) {
    const from = place(context.filename);
    if (!from) return {};
    const check = (node) => {
      if (typeof node.source?.value !== "string") return;
      const to = target(context.filename, node.source.value);
      const message = to && problem(from, to);
      if (message) context.report({ node: node.source, message });
    };
    return { ImportDeclaration: check, ExportNamedDeclaration: check, ExportAllDeclaration: check, ImportExpression: check };
  },
};
