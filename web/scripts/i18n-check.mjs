// Fails when extraction would change a catalog or a translation is missing. Leaves the catalogs as they were.
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const files = ["en", "fr"].flatMap((locale) => ["messages", "more", "staff"].map((name) => `${root}src/i18n/${locale}/${name}.po`));
const before = files.map((file) => readFileSync(file, "utf8"));
let after;
try {
  execFileSync("npx", ["lingui", "extract", "--clean"], { cwd: root, stdio: ["ignore", "ignore", "inherit"] });
  after = files.map((file) => readFileSync(file, "utf8"));
} finally {
  files.forEach((file, i) => writeFileSync(file, before[i]));
}

const dateless = (text) => text.replace(/^"POT-Creation-Date:.*\n/m, "");
const entries = (text) => text.split(/\n{2,}/).slice(1);
const missing = (text) => entries(text).filter((entry) => !entry.startsWith("#~") && /^msgstr ""$(?!\n")/m.test(entry));

const problems = [];
files.forEach((file, i) => {
  if (dateless(before[i]) !== dateless(after[i])) problems.push(`${file}: out of date, run npm run i18n:extract`);
  if (!file.includes("/en/")) {
    for (const entry of missing(after[i])) problems.push(`${file}: not translated: ${/^msgid (.*)$/m.exec(entry)?.[1]}`);
  }
});
for (const problem of problems) console.error(problem);
process.exitCode = problems.length > 0 ? 1 : 0;
