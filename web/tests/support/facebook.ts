// What answers in Facebook's place, for the tests of one file: people who are all friends there, and a dialog in which a visitor says who they are.
import { execFile, spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const root = fileURLToPath(new URL("../../..", import.meta.url));

export class Facebook {
  private constructor(
    readonly url: string,
    private readonly process: ChildProcess,
    private readonly folder: string,
  ) {}

  static async start(...names: string[]): Promise<Facebook> {
    const folder = await mkdtemp(join(tmpdir(), "causerie-facebook-"));
    const program = join(folder, "serve");
    await promisify(execFile)("go", ["build", "-o", program, "./internal/facebook/facebooktest/serve"], { cwd: root, env: { ...process.env, CGO_ENABLED: "0" } });
    const child = spawn(program, names, { stdio: ["ignore", "pipe", "inherit"] });
    const [said] = (await once(child.stdout, "data")) as [Buffer];
    return new Facebook(said.toString().trim(), child, folder);
  }

  /** The settings of a server that takes this for Facebook. */
  get settings(): string[] {
    return ["--facebook-app-id", "1234567890", "--facebook-app-secret", "0123456789abcdef0123456789abcdef", "--facebook-fake", this.url];
  }

  /** What someone comes back with from the dialog at an address, who is there under a name. */
  async allow(dialog: string, name: string): Promise<{ code: string; state: string }> {
    const page = await (await fetch(dialog)).text();
    const link = new RegExp(`href="([^"]*)">Continue as ${name}<`).exec(page)?.[1];
    if (link === undefined) throw new Error(`Facebook does not know ${name}`);
    const answer = await fetch(new URL(link.replaceAll("&amp;", "&"), dialog), { redirect: "manual" });
    const back = new URL(answer.headers.get("location") ?? "").searchParams;
    return { code: back.get("code") ?? "", state: back.get("state") ?? "" };
  }

  async stop(): Promise<void> {
    const ended = once(this.process, "exit");
    this.process.kill();
    await ended;
    await rm(this.folder, { recursive: true, force: true });
  }
}
