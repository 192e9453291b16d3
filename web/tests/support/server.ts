// A server of its own for the tests of one worker: the real binary, on a free port, with an empty SQLite store.
import { execFile, spawn, type ChildProcess } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const binary = process.env.CAUSERIE ?? fileURLToPath(new URL("../../../bin/causerie", import.meta.url));

export class Server {
  private process: ChildProcess | undefined;
  private said = "";

  private constructor(
    private readonly program: string,
    readonly url: string,
    private readonly port: number,
    private readonly data: string,
    private readonly settings: string[],
  ) {}

  /** Starts one with settings of its own, as flags. */
  static start(...settings: string[]): Promise<Server> {
    return Server.startOf(binary, ...settings);
  }

  /** Starts another program that takes the place of this one. */
  static async startOf(program: string, ...settings: string[]): Promise<Server> {
    const port = await freePort();
    // Passkeys belong to a name, not to an address.
    const server = new Server(program, `http://localhost:${port}`, port, await mkdtemp(join(tmpdir(), "causerie-e2e-")), settings);
    await server.up();
    return server;
  }

  /** Starts the process over the data that are there. */
  async up(): Promise<void> {
    const child = spawn(this.program, ["serve", "--data", this.data, "--listen", `127.0.0.1:${this.port}`, "--rate-limit", "0", ...this.settings], {
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.process = child;
    const keep = (chunk: Buffer) => (this.said = (this.said + chunk.toString()).slice(-20_000));
    child.stdout.on("data", keep);
    child.stderr.on("data", keep);
    for (const until = Date.now() + 20_000; Date.now() < until; await pause(50)) {
      if (child.exitCode !== null) break;
      if (await ready(this.url)) return;
    }
    throw new Error(`The server did not start:\n${this.said}`);
  }

  /** The last that the process wrote. */
  get log(): string {
    return this.said.slice(-4000);
  }

  /** Runs a command of the program over the data of this server. */
  async command(...args: string[]): Promise<void> {
    await promisify(execFile)(binary, [...args, "--data", this.data]);
  }

  /** Ends the process, as a crash would when asked to. */
  async down(signal: "SIGTERM" | "SIGKILL" = "SIGTERM"): Promise<void> {
    const child = this.process;
    this.process = undefined;
    if (!child || child.exitCode !== null) return;
    const ended = new Promise((resolve) => child.once("exit", resolve));
    child.kill(signal);
    await ended;
  }

  async remove(): Promise<void> {
    await this.down();
    await rm(this.data, { recursive: true, force: true });
  }
}

async function ready(url: string): Promise<boolean> {
  try {
    return (await fetch(`${url}/readyz`)).ok;
  } catch {
    return false;
  }
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() => (address && typeof address === "object" ? resolve(address.port) : reject(new Error("no free port"))));
    });
  });
}
