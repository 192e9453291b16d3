// Measures the app in a browser, over the built binary on a store of its own, and prints a line of JSON for every scenario in the
// form of bench's other results. Nothing here passes or fails by time.
//
//   node bench/browser/main.mjs [--scenario load,open,typed,scroll,contacts,lighthouse] [--messages 100000] [--out FILE]
//
// Chromium is Debian's, or what CHROMIUM names; the server is bin/causerie, or what CAUSERIE names. Lighthouse is installed by
// `scripts/npm-packages bench/browser`: those who only build the app need none of it.
import { appendFileSync, readFileSync } from "node:fs";
import { cpus, loadavg } from "node:os";
import { parseArgs } from "node:util";
import { contacts } from "./contacts.mjs";
import { lighthouse } from "./lighthouse.mjs";
import { load } from "./load.mjs";
import { open } from "./open.mjs";
import { scroll } from "./scroll.mjs";
import { withServer } from "./server.mjs";
import { typed } from "./typed.mjs";

const scenarios = { load, open, typed, scroll, contacts, lighthouse };
const { values } = parseArgs({
  options: {
    scenario: { type: "string", default: Object.keys(scenarios).join(",") },
    messages: { type: "string", default: "100000" },
    out: { type: "string" },
  },
});
const names = values.scenario.split(",");
const unknown = names.filter((name) => !(name in scenarios));
if (unknown.length > 0) throw new Error(`there is no scenario ${unknown.join(", ")}: choose of ${Object.keys(scenarios).join(", ")}`);

await withServer(Number(values.messages), async (server) => {
  for (const name of names) {
    const machine = { cpus: cpus().length, node: process.version, model: model(), load: loadavg()[0] };
    const { params, figures } = await scenarios[name](server);
    const line = JSON.stringify({ scenario: `browser-${name}`, engine: "sqlite", params, figures: rounded(figures), machine });
    console.log(line);
    if (values.out) appendFileSync(values.out, `${line}\n`);
  }
});

function model() {
  return /^model name\s*:\s*(.+)$/m.exec(readFileSync("/proc/cpuinfo", "utf8"))?.[1] ?? "";
}

function rounded(figures) {
  return Object.fromEntries(Object.entries(figures).map(([name, value]) => [name, Math.round(value * 100) / 100]));
}
