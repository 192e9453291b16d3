// People, made and moved through the public API, as any client could.
import { randomUUID } from "node:crypto";

export type Person = { id: string; handle: string; name: string; password: string; token: string; recoveryCodes: string[] };
type Entry = { seq: number; kind: string; clientId: string; content: { text?: string } };
type Conversation = { id: string; unread: number; readSeq: number; head: { seq: number }; draft?: { text: string } };

export const password = "a seat by the canal";
let made = 0;

export class People {
  constructor(private readonly url: string) {}

  async call<T>(method: string, path: string, body?: unknown, token?: string): Promise<T> {
    const response = await fetch(this.url + path, {
      method,
      headers: { ...(body === undefined ? {} : { "Content-Type": "application/json" }), ...(token ? { Authorization: `Bearer ${token}` } : {}) },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return (text ? JSON.parse(text) : undefined) as T;
  }

  /** Holds when the server shows someone nothing at an address. */
  async refuses(who: Person, path: string): Promise<void> {
    const response = await fetch(this.url + path, { headers: { Authorization: `Bearer ${who.token}` } });
    if (response.status !== 404) throw new Error(`GET ${path}: ${response.status}`);
  }

  /** Someone new, an adult unless their age or birth date is named. Names may repeat between tests, handles never do. */
  async signUp(name: string, born: number | string = 30): Promise<Person> {
    const handle = `${name.toLowerCase().normalize("NFKD").replace(/[^a-z]/g, "")}.${(made += 1)}.${randomUUID().slice(0, 6)}`;
    const answer = await this.call<{ account: { id: string }; session: { token: string }; recoveryCodes: string[] }>("POST", "/v1/accounts", {
      handle,
      name,
      birthDate: typeof born === "string" ? born : `${new Date().getFullYear() - born}-01-01`,
      password,
    });
    return { id: answer.account.id, handle, name, password, token: answer.session.token, recoveryCodes: answer.recoveryCodes };
  }

  /** Several new adults at once. */
  async signUpAll<const Names extends readonly string[]>(...names: Names): Promise<{ [K in keyof Names]: Person }> {
    return (await Promise.all(names.map((name) => this.signUp(name)))) as { [K in keyof Names]: Person };
  }

  /** Chooses who can write to someone. */
  async takes(who: Person, from: "everyone" | "suggested" | "friends" | "nobody"): Promise<void> {
    await this.call("PATCH", "/v1/me/direct-messages", { who: from }, who.token);
  }

  /** Has the two follow each other. */
  async befriend(one: Person, other: Person): Promise<void> {
    await this.call("PUT", `/v1/accounts/${other.id}/follow`, undefined, one.token);
    await this.call("PUT", `/v1/accounts/${one.id}/follow`, undefined, other.token);
  }

  /** The conversation of two who are friends from then on. */
  async conversation(one: Person, other: Person): Promise<string> {
    await this.befriend(one, other);
    const { id } = await this.call<Conversation>("POST", "/v1/conversations", { kind: "direct", members: [other.id] }, one.token);
    return id;
  }

  /** A group of one person's; who may not be reached at once is asked. */
  async group(owner: Person, title: string, ...others: Person[]): Promise<string> {
    const { id } = await this.call<Conversation>("POST", "/v1/conversations", { kind: "group", title, members: others.map((one) => one.id) }, owner.token);
    return id;
  }

  /** Writes to someone who does not know one: a request. */
  async ask(from: Person, to: Person, ...texts: string[]): Promise<string> {
    const { id } = await this.call<Conversation>("POST", "/v1/conversations", { kind: "direct", members: [to.id] }, from.token);
    await this.say(from, id, ...texts);
    return id;
  }

  /** Signs someone in anew, as the server knows them now. */
  async signIn(who: Person): Promise<Person> {
    const { session } = await this.call<{ session: { token: string } }>("POST", "/v1/sessions", { handle: who.handle, password: who.password });
    return { ...who, token: session.token };
  }

  /** Shows a picture: of oneself, or of a group. */
  async shows(who: Person, path: string, picture: Buffer): Promise<void> {
    const response = await fetch(this.url + path, { method: "PUT", headers: { Authorization: `Bearer ${who.token}` }, body: new Uint8Array(picture) });
    if (!response.ok) throw new Error(`PUT ${path}: ${response.status} ${await response.text()}`);
  }

  async say(from: Person, conversation: string, ...texts: string[]): Promise<number> {
    let seq = 0;
    for (const text of texts) {
      const body = { clientId: randomUUID(), kind: "message", content: { type: "text", text } };
      ({ seq } = await this.call<Entry>("POST", `/v1/conversations/${conversation}/entries`, body, from.token));
    }
    return seq;
  }

  /** Adds what is no message to a log. */
  async append(who: Person, conversation: string, kind: string, content: object): Promise<void> {
    await this.call<Entry>("POST", `/v1/conversations/${conversation}/entries`, { clientId: randomUUID(), kind, content }, who.token);
  }

  async edit(who: Person, conversation: string, seq: number, text: string): Promise<void> {
    const body = { clientId: randomUUID(), kind: "edit", targetSeq: seq, content: { type: "text", text } };
    await this.call<Entry>("POST", `/v1/conversations/${conversation}/entries`, body, who.token);
  }

  /** The texts of a conversation's messages, as the log holds them. */
  async texts(who: Person, conversation: string): Promise<string[]> {
    const { items } = await this.call<{ items: Entry[] }>("GET", `/v1/conversations/${conversation}/entries?limit=200`, undefined, who.token);
    return items.filter((entry) => entry.kind === "message").map((entry) => entry.content.text ?? "");
  }

  view(who: Person, conversation: string): Promise<Conversation> {
    return this.call<Conversation>("GET", `/v1/conversations/${conversation}`, undefined, who.token);
  }
}
