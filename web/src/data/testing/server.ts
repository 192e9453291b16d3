/** A small server in memory, for tests: the operations that the data layer relies on, with a switch for its failures. */
import { hashOf } from "../checked/hash";
import type { Live, LiveHandlers } from "../live";
import { Problem } from "../problem";
import type { Conversation, Entry, ID, Invitation, LiveEvent, Me, Presence, ProblemBody, Profile, Relation, Suggestion } from "../types";

interface Log {
  id: ID;
  members: ID[];
  entries: Entry[];
  readSeq: number;
  deliveredSeq: number;
  pinned: boolean;
  archived: boolean;
  /** It is a message request of the other's. */
  asks?: boolean;
  clearedBefore: number;
  draft?: Conversation["draft"];
  receipts: Record<ID, { readSeq?: number; deliveredSeq?: number }>;
  group?: Pick<Conversation, "title" | "avatar" | "memberCount" | "role" | "rules">;
  /** The change counter of the last change. */
  changed: number;
}

export const ME = "00000000-0000-7000-8000-000000000001";
export const LOU = "00000000-0000-7000-8000-000000000002";

/** What went wrong instead of an answer: a status with a code, or no answer at all. */
type Failure = ProblemBody | "network";

export class FakeServer {
  readonly requests: string[] = [];
  readonly lives = new Set<FakeLive>();
  readonly people = new Map<ID, Profile>();
  signedIn = true;
  /** Logs have their hashes, too. */
  hashes = false;
  suggestions: Suggestion[] = [];
  invitations: Invitation[] = [];
  /** What the next sync tells of groups. */
  gone: ID[] = [];
  /** Of whom something changed, with the change counter of the last change. */
  readonly #turned = new Map<ID, number>();
  /** What a request waits for. */
  hold: (request: string) => Promise<void> | undefined = () => undefined;
  /** Consulted before each request; a failure is answered instead. */
  fail: (method: string, path: string, body: unknown) => Failure | undefined = () => undefined;
  /** Cursors from before this count are answered with 410. */
  forgotten = 0;
  readonly left = new Set<ID>();
  /** What was reported to the moderators. */
  readonly reported: unknown[] = [];
  readonly #logs = new Map<ID, Log>();
  #changes = 0;
  #clock = Date.UTC(2026, 0, 1);

  constructor() {
    this.person(ME, "me", "Me");
    this.person(LOU, "lou", "Lou Éclair");
  }

  person(id: ID, handle: string, name: string): ID {
    this.people.set(id, { id, handle, name, bio: "" });
    return id;
  }

  relation(id: ID): Relation {
    return this.people.get(id)?.relation ?? {};
  }

  /** Makes this of what stands between ME and someone, as sync tells from then on; answers what is to be told live. */
  relate(id: ID, relation: Relation): LiveEvent {
    const account = { ...(this.people.get(id) as Profile), relation };
    this.people.set(id, account);
    this.#turned.set(id, ++this.#changes);
    return { type: "relation", account };
  }

  /** Pins a conversation or not, as sync tells from then on; answers what is to be told live. */
  pin(id: ID, pinned: boolean): LiveEvent {
    const log = this.conversation(id);
    log.pinned = pinned;
    this.#touch(log);
    return { type: "conversation", conversation: this.view(id) };
  }

  conversation(id: ID, other: ID = LOU): Log {
    let log = this.#logs.get(id);
    if (!log) {
      log = { id, members: [ME, other], entries: [], readSeq: 0, deliveredSeq: 0, pinned: false, archived: false, clearedBefore: 0, receipts: {}, changed: 0 };
      this.#logs.set(id, log);
    }
    return log;
  }

  /** A group of ME and others. */
  group(id: ID, title: string, ...others: ID[]): void {
    const log = this.conversation(id);
    log.members = [ME, ...others];
    log.group = { title, memberCount: log.members.length, role: "owner", rules: { add: "all", edit: "all", write: "all", history: "joined" } };
  }

  /** ME is in a group no more. */
  leave(id: ID): void {
    this.left.add(id);
    this.#logs.delete(id);
    this.gone.push(id);
    this.#changes++;
  }

  /** Appends without anyone asking over HTTP: another device, another person. */
  append(id: ID, sender: ID, entry: Partial<Entry> & { text?: string } = {}): Entry {
    const log = this.conversation(id);
    const { text, ...rest } = entry;
    const made: Entry = {
      conversationId: id,
      seq: log.entries.length + 1,
      kind: "message",
      sender,
      clientId: crypto.randomUUID(),
      content: rest.kind && rest.kind !== "message" ? {} : { type: "text", text: text ?? `message ${log.entries.length + 1}` },
      createdAt: new Date((this.#clock += 1000)).toISOString(),
      ...rest,
    };
    const before = log.entries.at(-1);
    if (this.hashes && before) made.prior = hashOf(before);
    log.entries.push(made);
    if (made.kind === "unsend") this.#erase(log, made.targetSeq as number);
    if (sender === ME) log.readSeq = made.seq;
    this.#touch(log);
    return made;
  }

  /** What becomes of an event about what ME did here. */
  publish: (event: LiveEvent) => void = (event) => this.tell(event);

  tell(event: LiveEvent): void {
    for (const live of this.lives) live.hear(event);
  }

  /** Appends and tells everyone who is connected. */
  say(id: ID, sender: ID, entry: Partial<Entry> & { text?: string } = {}): Entry {
    const made = this.append(id, sender, entry);
    this.tell({ type: "entry", entry: made });
    return made;
  }

  entries(id: ID): Entry[] {
    return this.conversation(id).entries;
  }

  view(id: ID): Conversation {
    const log = this.conversation(id);
    const visible = log.entries.filter((entry) => entry.seq > log.clearedBefore);
    const last = visible.findLast((entry) => entry.kind === "message");
    const edit = last && visible.findLast((entry) => entry.kind === "edit" && entry.targetSeq === last.seq);
    return {
      id,
      kind: log.group ? "group" : "direct",
      ...log.group,
      members: log.members.filter((member) => !log.group || [ME, last?.sender].includes(member)).map((member) => ({
        account: this.people.get(member) as Profile,
        role: "member",
        ...(member === ME ? { readSeq: log.readSeq, deliveredSeq: log.deliveredSeq } : log.receipts[member]),
      })),
      head: {
        seq: log.entries.length,
        ...(this.hashes && log.entries.length > 0 && { hash: hashOf(log.entries.at(-1) as Entry) }),
        at: last?.createdAt,
        preview: last && {
          seq: last.seq,
          sender: last.sender,
          type: "text",
          text: edit?.content.text ?? last.content.text ?? "",
          at: last.createdAt,
          ...(last.erased ? { erased: true } : {}),
        },
      },
      readSeq: log.readSeq,
      unread: visible.filter((entry) => entry.kind === "message" && entry.sender !== ME && entry.seq > log.readSeq && !entry.erased).length,
      markedUnread: false,
      folder: log.asks ? "requests" : log.archived ? "archived" : "inbox",
      ...(log.asks && { request: { state: "received" } }),
      muted: false,
      pinned: log.pinned,
      draft: log.draft,
      clearedBefore: log.clearedBefore,
      encryption: "none",
      createdAt: new Date(0).toISOString(),
    };
  }

  readonly fetch = async (request: Request): Promise<Response> => {
    const { pathname, searchParams } = new URL(request.url);
    const text = await request.text();
    const body: unknown = text === "" ? undefined : JSON.parse(text);
    this.requests.push(`${request.method} ${pathname}`);
    await this.hold(`${request.method} ${pathname}`);
    const failure = this.fail(request.method, pathname, body);
    if (failure === "network") throw new TypeError("no network");
    if (failure) return problem(failure);
    if (!this.signedIn && !["/v1/sessions", "/v1/server"].includes(pathname)) return problem({ status: 401, code: "unauthenticated" });
    return this.#answer(request.method, pathname, searchParams, body);
  };

  readonly connectLive = (_url: string, handlers: LiveHandlers): FakeLive => {
    const live = new FakeLive(this, handlers);
    return live;
  };

  /** One operation, as HTTP and the live connection both offer it. */
  post(id: ID, body: Partial<Entry>): Entry {
    const known = this.entries(id).find((entry) => entry.sender === ME && entry.clientId === body.clientId);
    return known ?? this.say(id, ME, body);
  }

  me(): Me {
    const { id, handle, name, bio } = this.people.get(ME) as Profile;
    return { id, handle, name, bio, birthDate: "2000-01-01", language: "", role: "", createdAt: "2026-01-01T00:00:00Z", hasPassword: true, passkeys: 0, recoveryCodesLeft: 10 };
  }

  #answer(method: string, path: string, query: URLSearchParams, body: unknown): Response {
    const [, , noun, id, part] = path.split("/");
    if (path === "/v1/server") return json({ name: "Causerie", version: "test", passkeys: true, minAge: 13, signedIn: this.signedIn });
    if (path === "/v1/me") return json(this.me());
    if (path === "/v1/me/privacy") return json({ readReceipts: true, deliveryReceipts: true, presence: true, typing: true });
    if (noun === "sessions") {
      this.signedIn = method === "POST";
      return method === "POST" ? json({ account: this.me(), session: { id: "s", expiresAt: "" } }) : none();
    }
    if (path === "/v1/invitations") return json({ items: this.invitations });
    if (path === "/v1/reports") return json(this.reported.push(body));
    if (path === "/v1/me/suggestions") return json({ items: this.suggestions });
    if (noun === "accounts" && id && part) return this.#relate(id, part, method === "PUT");
    if (noun === "accounts") return json(id ? this.people.get(id) : { items: [...this.people.values()].filter((one) => one.id !== ME) });
    if (path === "/v1/sync") return this.#sync(query.get("cursor"));
    if (noun !== "conversations") return problem({ status: 404, code: "not_found" });
    if (!id) return method === "POST" ? json(this.view("direct")) : this.#list(query);
    if (this.left.has(id)) return problem({ status: 404, code: "not_found" });
    const log = this.conversation(id);
    if (part === "members") return json({ items: log.members.map((member) => ({ account: this.people.get(member), role: "member" })) });
    if (part === "entries" && method === "POST") return json(this.post(id, body as Partial<Entry>));
    if (part === "entries") return json(this.#page(log, query));
    if (part === "read") {
      log.readSeq = Math.max(log.readSeq, (body as { seq: number }).seq);
      return none();
    }
    if (part === "delivered") {
      log.deliveredSeq = Math.max(log.deliveredSeq, (body as { seq: number }).seq);
      return none();
    }
    if (method === "PATCH") {
      const change = body as { pinned?: boolean; archived?: boolean; draft?: { text: string } };
      if (change.pinned !== undefined) log.pinned = change.pinned;
      if (change.archived !== undefined) log.archived = change.archived;
      if (change.draft) log.draft = change.draft.text ? { ...change.draft, updatedAt: new Date(this.#clock).toISOString() } : undefined;
      this.#touch(log);
    }
    if (method === "DELETE") {
      log.clearedBefore = log.entries.length;
      return none();
    }
    return json(this.view(id));
  }

  #relate(id: ID, part: string, on: boolean): Response {
    const name = { follow: "following", mute: "muted", restrict: "restricted" }[part];
    const person = this.people.get(id);
    if (person && name) this.publish(this.relate(id, { ...person.relation, [name]: on }));
    return part === "follow" ? json({ relation: this.relation(id) }) : none();
  }

  #page(log: Log, query: URLSearchParams): { items: Entry[]; hasMore: boolean; hasMoreAfter?: boolean } {
    const number = (name: string) => (query.has(name) ? Number(query.get(name)) : undefined);
    const limit = number("limit") ?? 50;
    const visible = log.entries.filter((entry) => entry.seq > log.clearedBefore);
    const after = number("after");
    if (after !== undefined) {
      const rest = visible.filter((entry) => entry.seq > after);
      return { items: rest.slice(0, limit), hasMore: rest.length > limit };
    }
    const roots = visible.filter((entry) => !entry.targetSeq).map((entry) => entry.seq);
    const before = number("before");
    const around = number("around");
    let end = before === undefined ? roots.length : roots.filter((seq) => seq < before).length;
    if (around !== undefined) end = Math.min(roots.length, roots.filter((seq) => seq <= around).length + Math.floor(limit / 2));
    const start = Math.max(0, end - limit);
    const chosen = new Set(roots.slice(start, end));
    return {
      items: visible.filter((entry) => chosen.has(entry.targetSeq || entry.seq)),
      hasMore: start > 0,
      ...(around !== undefined && end < roots.length ? { hasMoreAfter: true } : {}),
    };
  }

  #list(query: URLSearchParams): Response {
    const folder = query.get("folder");
    const all = [...this.#logs.values()].map((log) => this.view(log.id)).filter((one) => one.head.preview);
    all.sort((a, b) => Number(b.pinned) - Number(a.pinned) || Date.parse(b.head.at as string) - Date.parse(a.head.at as string));
    const mine = all.filter((one) => one.folder === folder);
    const start = Number(query.get("cursor") ?? 0);
    const limit = Number(query.get("limit") ?? 50);
    const counts = {
      inbox: all.filter((one) => one.folder === "inbox" && one.unread > 0).length,
      archived: all.filter((one) => one.folder === "archived").length,
      requests: all.filter((one) => one.folder === "requests").length + this.invitations.length,
      hidden: all.filter((one) => one.folder === "hidden").length,
    };
    return json({ items: mine.slice(start, start + limit), counts, ...(start + limit < mine.length ? { next: String(start + limit) } : {}) });
  }

  #sync(cursor: string | null): Response {
    const now = String(this.#changes);
    if (cursor === null) return json({ conversations: [], cursor: now });
    if (Number(cursor) < this.forgotten) return problem({ status: 410, code: "cursor_expired" });
    const changed = [...this.#logs.values()].filter((log) => log.changed > Number(cursor));
    const people = [...this.#turned].filter(([, at]) => at > Number(cursor)).map(([id]) => this.people.get(id));
    return json({ conversations: changed.map((log) => this.view(log.id)), people, gone: this.gone.splice(0), invitationsChanged: this.invitations.length > 0, cursor: now, hasMore: false });
  }

  #erase(log: Log, seq: number): void {
    log.entries = log.entries.map((entry) => {
      const hit = entry.seq === seq || (entry.targetSeq === seq && entry.kind === "edit");
      return hit ? { ...entry, content: {}, erased: true } : entry;
    });
  }

  #touch(log: Log): void {
    log.changed = ++this.#changes;
  }
}

export class FakeLive implements Live {
  connected = false;
  /** Whether it connects by itself when started. */
  static reachable = true;
  rewatched = 0;
  readonly watched = new Map<ID, (presence: Presence | undefined) => void>();

  constructor(
    private readonly server: FakeServer,
    private readonly handlers: LiveHandlers,
  ) {}

  start(): void {
    if (FakeLive.reachable) this.connect(false);
  }

  connect(resumed: boolean): void {
    this.connected = true;
    this.server.lives.add(this);
    this.handlers.up(resumed);
  }

  drop(): void {
    this.connected = false;
    this.server.lives.delete(this);
    this.handlers.down();
  }

  stop(): void {
    this.connected = false;
    this.server.lives.delete(this);
  }

  /** The same operations as over HTTP. */
  async call<T>(operation: string, input: object): Promise<T> {
    const { id, ...body } = input as { id: ID };
    const parts: Record<string, [string, string]> = { appendEntry: ["POST", "entries"], markRead: ["PUT", "read"], markDelivered: ["PUT", "delivered"] };
    const [method, part] = parts[operation] ?? ["PUT", "typing"];
    const request = new Request(`http://test.local/v1/conversations/${id}/${part}`, { method, body: JSON.stringify(body) });
    const response = await this.server.fetch(request).catch(() => problem({ status: 0, code: "network" }));
    if (!response.ok) throw new Problem((await response.json()) as ProblemBody);
    return (response.status === 204 ? undefined : await response.json()) as T;
  }

  watch(account: ID, tell: (presence: Presence | undefined) => void): () => void {
    this.watched.set(account, tell);
    return () => void this.watched.delete(account);
  }

  rewatch(): void {
    this.rewatched++;
  }

  hear(event: LiveEvent): void {
    this.handlers.event(structuredClone(event));
  }
}

const json = (body: unknown) => new Response(JSON.stringify(body), { headers: { "Content-Type": "application/json" } });
const none = () => new Response(null, { status: 204 });
const problem = (body: ProblemBody) =>
  new Response(JSON.stringify(body), { status: body.status || 599, headers: { "Content-Type": "application/problem+json" } });
