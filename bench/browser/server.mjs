// The built binary over a store that holds two people, forty conversations, and one of them long.
import { execFile, spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer as createHttp } from "node:http";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const root = fileURLToPath(new URL("../..", import.meta.url));
const binary = process.env.CAUSERIE ?? join(root, "bin/causerie");

/**
 * Runs over a server of its own, which is stopped and whose data are removed at the end.
 * `run` gets { url, store, code }: store is what `bench browser-store` wrote, and code(number) is what was last sent to a phone number.
 */
export async function withServer(messages, run) {
  const data = await mkdtemp(join(tmpdir(), "causerie-bench-browser-"));
  let child;
  const texts = new Map();
  const phones = createHttp(async (request, response) => {
    let body = "";
    for await (const chunk of request) body += chunk;
    const { to, text } = JSON.parse(body);
    texts.set(to, text);
    response.writeHead(204).end();
  });
  const clean = async () => {
    phones.close();
    phones.closeAllConnections();
    if (child?.exitCode === null && child.signalCode === null) {
      const ended = new Promise((resolve) => child.once("exit", resolve));
      child.kill("SIGTERM");
      await ended;
    }
    await rm(data, { recursive: true, force: true });
  };
  for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => void clean().finally(() => process.exit(130)));
  try {
    const { stdout } = await promisify(execFile)("go", ["run", "./bench", "browser-store", data, String(messages)], { cwd: root });
    const port = await freePort();
    const url = `http://localhost:${port}`;
    await new Promise((resolve) => phones.listen(0, "127.0.0.1", resolve));
    const webhook = `http://127.0.0.1:${phones.address().port}/`;
    child = spawn(binary, ["serve", "--data", data, "--listen", `127.0.0.1:${port}`, "--rate-limit", "0", "--log-level", "warn", "--sms-webhook", webhook], {
      env: { ...process.env, CAUSERIE_CONFIG: "/dev/null" },
      stdio: ["ignore", "inherit", "inherit"],
    });
    await ready(url, child);
    await run({ url, store: JSON.parse(stdout), code: (number) => /\b\d{6}\b/.exec(texts.get(number) ?? "")?.[0] });
  } finally {
    await clean();
  }
}

async function ready(url, child) {
  for (const until = Date.now() + 60_000; Date.now() < until; await pause(20)) {
    if (child.exitCode !== null) break;
    const answer = await fetch(`${url}/readyz`).catch(() => undefined);
    if (answer?.ok) return;
  }
  throw new Error(`${binary} did not start: make build makes it`);
}

/** A port that nobody listens on now. */
export function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer().once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}
