/** A real server behind a network that misbehaves: the built binary, and the proxy of proof/fault. */
import { spawn, type ChildProcess } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";

const ROOT = path.resolve(import.meta.dirname, "../../../..");

export interface Person {
  id: string;
  handle: string;
  token: string;
}

export class Harbour {
  /** The server around the storm, and through it. */
  direct = "";
  stormy = "";
  readonly #data = mkdtempSync(path.join(tmpdir(), "causerie-storm-"));
  readonly #running: ChildProcess[] = [];
  #proxy: ChildProcess | undefined;
  #answers: AsyncIterator<string> | undefined;

  async open(seed: number): Promise<void> {
    const binary = path.join(ROOT, "bin/causerie");
    if (!existsSync(binary)) throw new Error("bin/causerie is missing: run make build");
    const listen = `127.0.0.1:${await freePort()}`;
    const server = this.#spawn(binary, ["serve", "--data", this.#data, "--listen", listen, "--rate-limit", "0", "--log-level", "error"]);
    await lines(server).next();
    this.direct = `http://${listen}`;
    // Built first and then run: a signal to "go run" would not reach what it runs.
    const proxy = path.join(this.#data, "fault");
    await ended(spawn("go", ["build", "-o", proxy, "./proof/fault/cmd"], { cwd: ROOT, stdio: "inherit" }));
    this.#proxy = this.#spawn(proxy, ["-to", listen, "-seed", String(seed)]);
    this.#answers = lines(this.#proxy);
    this.stormy = `http://${String((await this.#answers.next()).value)}`;
    await this.weather("calm");
  }

  /** Tells the proxy calm, storm or cut; resolves with how many connections it treated in each way. */
  async weather(command: "calm" | "storm" | "cut"): Promise<string> {
    this.#proxy?.stdin?.write(`${command}\n`);
    return String((await this.#answers?.next())?.value);
  }

  async signUp(handle: string): Promise<Person> {
    const body = { handle, birthDate: "1990-01-31", password: "velvet-lamp-4711" };
    const made = await this.ask<{ account: { id: string }; session: { token: string } }>("", "POST", "/v1/accounts", body);
    return { id: made.account.id, handle, token: made.session.token };
  }

  async signIn({ id, handle }: Person): Promise<Person> {
    const made = await this.ask<{ session: { token: string } }>("", "POST", "/v1/sessions", { handle, password: "velvet-lamp-4711" });
    return { id, handle, token: made.session.token };
  }

  /** One request around the storm. */
  async ask<T>(token: string, method: string, at: string, body?: object): Promise<T> {
    const headers = { ...(body ? { "Content-Type": "application/json" } : {}), ...(token ? { Authorization: `Bearer ${token}` } : {}) };
    const response = await fetch(this.direct + at, { method, headers, body: body && JSON.stringify(body) });
    if (!response.ok) throw new Error(`${method} ${at}: ${response.status} ${await response.text()}`);
    return (await response.json()) as T;
  }

  async close(): Promise<void> {
    await Promise.all(
      this.#running.map((child) => {
        child.stdin?.end();
        child.kill("SIGTERM");
        return ended(child).catch(() => undefined);
      }),
    );
    rmSync(this.#data, { recursive: true, force: true });
  }

  #spawn(command: string, args: string[]): ChildProcess {
    const child = spawn(command, args, { stdio: ["pipe", "pipe", "inherit"] });
    this.#running.push(child);
    return child;
  }
}

function lines(child: ChildProcess): AsyncIterator<string> {
  if (!child.stdout) throw new Error("its output is not read");
  return createInterface({ input: child.stdout })[Symbol.asyncIterator]();
}

function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code) => (code === 0 ? resolve() : reject(new Error(`${child.spawnfile} ended with ${code}`))));
  });
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
