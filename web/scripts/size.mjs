// Sums the gzipped JavaScript that is needed before the first conversation shows, and fails over the budget.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const BUDGET_KB = 156;
const FIRST = ["index.html", "src/features/inbox/index.ts", "src/features/chat/index.ts"];
const CATALOG = /^src\/i18n\/[a-z]+\/messages\.po$/;

const dist = fileURLToPath(new URL("../dist/", import.meta.url));
const manifest = JSON.parse(readFileSync(`${dist}.vite/manifest.json`, "utf8"));
const gzip = (file) => gzipSync(readFileSync(`${dist}${file}`), { level: 9 }).length;

/** The largest catalog: a person loads one. */
const catalog = Object.keys(manifest)
  .filter((key) => CATALOG.test(key))
  .sort((a, b) => gzip(manifest[b].file) - gzip(manifest[a].file))[0];

const files = new Map();
function need(key) {
  const chunk = manifest[key];
  if (!chunk) throw new Error(`the build has no ${key}`);
  if (files.has(chunk.file)) return;
  files.set(chunk.file, gzip(chunk.file));
  chunk.imports?.forEach(need);
}
[...FIRST, ...(catalog ? [catalog] : [])].forEach(need);

const kb = (bytes) => (bytes / 1024).toFixed(1).padStart(7);
for (const [file, size] of [...files].sort((a, b) => b[1] - a[1])) console.log(`${kb(size)} KB  ${file}`);
const total = [...files.values()].reduce((sum, size) => sum + size, 0);
console.log(`${kb(total)} KB  before the first conversation shows (at most ${BUDGET_KB})`);
process.exitCode = total > BUDGET_KB * 1024 ? 1 : 0;
