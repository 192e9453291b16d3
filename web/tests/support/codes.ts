// The servers that bring codes to people: one for mail (SMTP), one for text messages (a webhook). Small, and real.
import { createServer as createHttp, type Server as HttpServer } from "node:http";
import { createServer, type AddressInfo, type Server as TcpServer, type Socket } from "node:net";
import type { People, Person } from "./people";

export class Codes {
  readonly #sent: Array<{ to: string; text: string }> = [];
  readonly #mail: TcpServer;
  readonly #texts: HttpServer;

  private constructor() {
    this.#mail = createServer((socket) => this.#converse(socket));
    this.#texts = createHttp((request, response) => {
      let body = "";
      request.on("data", (chunk: Buffer) => (body += chunk.toString()));
      request.on("end", () => {
        this.#sent.push(JSON.parse(body) as { to: string; text: string });
        response.writeHead(204).end();
      });
    });
  }

  static async start(): Promise<Codes> {
    const codes = new Codes();
    await Promise.all([codes.#mail, codes.#texts].map((server) => new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))));
    return codes;
  }

  /** The settings of a server that sends by these. */
  get settings(): string[] {
    const at = (server: TcpServer | HttpServer) => `127.0.0.1:${(server.address() as AddressInfo).port}`;
    return ["--smtp", `smtp://${at(this.#mail)}?from=hello@causerie.example`, "--sms-webhook", `http://${at(this.#texts)}/`];
  }

  /** The code in the last message to a number or address. */
  last(to: string): string {
    const message = this.#sent.findLast((one) => one.to === to);
    const code = /^(\d{6}) is your/m.exec(message?.text ?? "")?.[1];
    if (code === undefined) throw new Error(`Nothing was sent to ${to}.`);
    return code;
  }

  /** Has someone be found by a number or address, as the app would. */
  async prove(people: People, who: Person, value: string): Promise<void> {
    const kind = value.includes("@") ? "email" : "phone";
    await people.call("POST", "/v1/me/identifiers", { kind, value }, who.token);
    await people.call("PUT", "/v1/me/identifiers", { kind, code: this.last(value) }, who.token);
  }

  async stop(): Promise<void> {
    this.#texts.closeAllConnections();
    await Promise.all([this.#mail, this.#texts].map((server) => new Promise((resolve) => server.close(resolve))));
  }

  /** As much of SMTP (RFC 5321) as a client needs that sends one message at a time. */
  #converse(socket: Socket): void {
    let to = "";
    let text: string | undefined;
    let rest = "";
    const say = (line: string) => socket.write(`${line}\r\n`);
    const hear = (line: string) => {
      if (text !== undefined) {
        if (line !== ".") text += `${line}\n`;
        else {
          this.#sent.push({ to, text: text.replace(/=\n/g, "") });
          text = undefined;
          say("250 kept");
        }
        return;
      }
      const verb = line.split(" ", 1)[0]?.toUpperCase();
      if (verb === "RCPT") to = /<(.*)>/.exec(line)?.[1] ?? "";
      if (verb === "DATA") {
        text = "";
        say("354 go on");
      } else if (verb === "QUIT") socket.end("221 bye\r\n");
      else say("250 ok");
    };
    socket.on("error", () => undefined); // who gives up is gone
    socket.on("data", (chunk) => {
      const lines = (rest + chunk.toString()).split("\r\n");
      rest = lines.pop() ?? "";
      lines.forEach(hear);
    });
    say("220 here");
  }
}
