/** Puts the parts together: what each event, answer and change means for the others. */
import { createApi, type Api, type Fetch } from "./api";
import { createAuth } from "./auth";
import { backoff } from "./backoff";
import { Connection } from "./connection";
import { waitingFor } from "./contacts/later";
import type { SearchOptions } from "./search";
import { isGroup, peerOf } from "./conversation";
import { Drafts } from "./drafts";
import { Entities } from "./entities";
import { Era } from "./era";
import { Groups } from "./groups";
import { Histories } from "./histories";
import { idle } from "./idle";
import { Inbox } from "./inbox";
import { Inflow } from "./inflow";
import { isMe } from "./kept";
import { createLeaving, type Leaving } from "./leaving";
import { Lists } from "./lists";
import type { Checked } from "./checked";
import { connectLive, type Live, type LiveHandlers } from "./live";
import { MessageMaker } from "./messages";
import { Outbox } from "./outbox";
import { reports, type ChosenPhoto, type OutboxItem, type Said } from "./pending";
import { People } from "./people";
import { createSender, perform, type Sender } from "./perform";
import { createPresence } from "./presence";
import { asProblem, type Problem } from "./problem";
import { Value, batch, computed, family, whileWatched, type Readable } from "./readable";
import type { RelationChange } from "./relation";
import { Deliveries } from "./receipts";
import { createOwn } from "./own";
import { Safety } from "./safety";
import { Session } from "./session";
import { settled } from "./settled";
import { Shown } from "./shown";
import { Storage } from "./storage";
import type { Auth, Beside, ConversationRow, Message, Own, Refusal, Store, Timeline } from "./store";
import { Sync } from "./sync";
import { joinTabs, type TabNews, type Tabs } from "./tabs";
import { createTimeline } from "./timeline";
import { Typing } from "./typing";
import type { Answers, Content, Conversation, ConversationPatch, Filing, Folder, ID, Invitation, Presence, Profile, Opened, Played } from "./types";

export interface StoreOptions {
  /** The server; this page's own by default. */
  baseUrl?: string;
  fetch?: Fetch;
  connectLive?: (url: string, handlers: LiveHandlers) => Live;
  /** The name of the local copy. */
  name?: string;
}

/** How long to wait for the live connection before asking over HTTP, and how often to ask while there is none. */
const LIVE_GRACE = 1500;
const POLL = 20_000;
/** How long to leave a server alone that closed the live connection for good while the session goes on. */
const REFUSED_PAUSE = 5000;

/** Opens the local copy, then the network. */
export function createStore(options: StoreOptions = {}): Store {
  const store = new CauserieStore(options);
  store.start();
  return store;
}

class CauserieStore implements Store {
  readonly api: Api;
  readonly auth: Auth;
  readonly own: Own;
  readonly session;
  readonly connection;
  readonly storage;
  readonly unreadTotal: Readable<number>;
  readonly relations: Readable<number>;
  readonly reportsWaiting: Readable<number>;
  readonly safety: Safety;
  readonly waiting: ReturnType<typeof waitingFor>;
  readonly checked = new Value<Checked | undefined>(undefined);
  readonly groups: Groups;
  readonly invitations: Readable<readonly Invitation[] | undefined>;
  readonly typing: (id: ID) => Readable<ID[]>;
  readonly presence: (account: ID) => Readable<Presence | undefined>;
  readonly conversation: (id: ID) => Readable<Conversation | undefined>;
  readonly timeline: (id: ID) => Timeline;

  readonly #storage = new Storage();
  readonly #leaving: Leaving;
  readonly #tabs: Tabs;
  readonly #entities: Entities;
  readonly #histories: Histories;
  readonly #outbox: Outbox;
  readonly #shown: Shown;
  readonly #lists: Lists;
  readonly #inbox: Inbox;
  readonly #sync: Sync;
  readonly #session: Session;
  readonly #connection = new Connection();
  readonly #live: Live;
  readonly #sender: Sender;
  readonly #typing: Typing;
  readonly #deliveries: Deliveries;
  readonly #drafts: Drafts;
  readonly #people: People;
  readonly #refusals = new Set<(refusal: Refusal) => void>();
  readonly played = new Value<Played | Opened | undefined>(undefined);
  readonly #arrivals = new Set<(message: Message) => void>();
  readonly #era = new Era();
  readonly #inflow: Inflow;
  readonly #name: string;
  readonly #ends = new AbortController();
  #maker = new MessageMaker("");
  #firstSync = settled();
  #poll: ReturnType<typeof setInterval> | undefined;
  #later: ReturnType<typeof setTimeout> | undefined;
  #failures = 0;

  constructor(options: StoreOptions) {
    this.#name = options.name ?? "causerie";
    const origin = options.baseUrl ?? location.origin;
    this.api = createApi({ baseUrl: origin, fetch: options.fetch, onAnswer: (problem) => this.#answered(problem) });
    this.#leaving = createLeaving(this.api, this.#storage);
    this.#live = (options.connectLive ?? connectLive)(`${origin.replace(/^http/, "ws")}/v1/live`, {
      up: (resumed) => this.#up(resumed),
      down: () => this.#connection.setLive(false),
      event: (event) => this.#inflow.heard(event),
      refused: () => this.#refusedLive(),
    });
    this.#sender = createSender(this.api, this.#live);
    this.#tabs = joinTabs(this.#name, (news) => this.#news(news));
    this.#session = new Session({
      api: this.api,
      storage: this.#storage,
      wipe: () => this.#wipe(),
      entered: () => this.#entered(),
      left: () => this.#left(),
    });
    const me = () => this.#session.me;

    this.#entities = new Entities(this.#storage);
    this.#histories = new Histories(
      {
        storage: this.#storage,
        listEntries: (id, query) => this.#era.guard(this.api.listEntries(id, query)),
        arrived: (id, entries) => this.#inflow.received(id, entries),
      },
      this.#entities,
    );
    this.#outbox = new Outbox({
      storage: this.#storage,
      tabs: this.#tabs,
      perform: async (item) => ({ asked: this.#entities.asking(), ...(await perform(this.api, this.#sender, item)) }),
      upload: async (item, keep, signal) => (await import("./photos")).upload(this.api, origin, item, keep, signal),
      done: (item, outcome) => {
        this.#inflow.done(item, outcome);
        if (outcome.problem) this.#refused(item, outcome.problem);
      },
      refused: (item, problem) => this.#refused(item, problem),
    });
    this.#shown = new Shown(this.#entities, this.#outbox, this.#histories, me);
    this.#lists = new Lists(this.#storage);
    this.#typing = new Typing((id) => {
      if (this.#session.state.get().privacy?.typing !== false) this.#sender.setTyping(id);
    });
    this.groups = new Groups({
      api: this.api,
      storage: this.#storage,
      era: this.#era,
      entities: this.#entities,
      me,
      told: (conversation) => this.#inflow.told(conversation),
      fetch: (id) => this.#inflow.fetch(id),
      forget: (id) => this.#gone(id),
    });
    const { invitations } = this.groups;
    this.invitations = invitations;
    this.#inbox = new Inbox({ entities: this.#entities, shown: this.#shown, outbox: this.#outbox, histories: this.#histories, typing: this.#typing, lists: this.#lists, invitations, me });
    this.#sync = new Sync({
      api: this.api, storage: this.#storage, entities: this.#entities, lists: this.#lists,
      related: (person, asked) => this.#people.told(person, asked),
      invitations: () => this.invitations.get()?.length ?? 0,
      invited: () => this.groups.invited(),
      gone: (ids) => ids.forEach((id) => this.groups.forget(id)),
      changed: (ids) => void this.#inflow.follow(ids),
    });
    this.#deliveries = new Deliveries((id, seq) => this.#sender.markDelivered(id, seq));
    this.#drafts = new Drafts(
      (id) => this.#shown.stored(id).get()?.draft,
      (id, draft) => this.#outbox.add(id, { kind: "patch", change: { draft } }),
    );
    this.waiting = waitingFor({ api: this.api, storage: this.#storage });
    this.safety = new Safety(this.#storage);
    this.#people = new People({ api: this.api, era: this.#era, storage: this.#storage, entities: this.#entities, outbox: this.#outbox, waiting: this.waiting });
    this.#inflow = new Inflow({
      api: this.api,
      era: this.#era,
      entities: this.#entities,
      histories: this.#histories,
      typing: this.#typing,
      deliveries: this.#deliveries,
      people: this.#people,
      groups: this.groups,
      safety: this.safety,
      me,
      maker: () => this.#maker,
      confirm: () => void this.#confirm(),
      rewatch: () => this.#live.rewatch(),
      refresh: () => this.#refresh(),
      failed: (cause) => this.#refreshLater(cause),
      arrived: (message) => this.#arrivals.forEach((run) => run(message)),
      played: (event) => this.played.set(event),
    });

    this.session = this.#session.state;
    this.connection = this.#connection.state;
    this.storage = this.#storage.state;
    this.unreadTotal = this.#inbox.unreadTotal;
    this.relations = this.#people.changes;
    this.reportsWaiting = computed([this.#outbox.items], (items) => items.filter(reports).length);
    this.typing = (id) => this.#typing.in(id);
    this.presence = createPresence(this.#live);
    this.auth = createAuth({
      api: this.api,
      session: this.#session,
      storage: this.#storage,
      leaving: this.#leaving,
      wipe: () => this.#wipe(),
      entered: () => this.#tabs.tell({ type: "session", signedIn: true }),
    });
    this.own = createOwn(this.api, this.#session);
    this.conversation = family((id: ID) =>
      whileWatched(this.#shown.whole(id), () => {
        // What one is asked to join is none of one's own yet.
        const invited = this.invitations.get()?.some((one) => one.conversationId === id);
        if (!this.#entities.conversations.get(id) && !invited) void this.#inflow.fetch(id);
        return () => undefined;
      }),
    );
    this.timeline = family((id: ID) =>
      createTimeline({
        history: this.#histories.of(id),
        conversation: this.#shown.stored(id),
        pending: this.#outbox.of(id),
        maker: () => this.#maker,
        me,
        ensure: (want) => this.#histories.ensure(id, want),
        synced: () => this.#firstSync.promise,
        shown: () => this.#histories.shown(id),
        left: () => this.#histories.left(id),
      }),
    );
  }

  /** Opens the local copy, then turns to the server. */
  start(): void {
    const { signal } = this.#ends;
    addEventListener("online", () => this.#networkChanged(), { signal });
    addEventListener("offline", () => this.#networkChanged(), { signal });
    addEventListener("pagehide", () => this.#drafts.flush(), { signal });
    document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" ? this.#drafts.flush() : this.#refresh(), { signal });
    this.#open().catch(() => undefined);
  }

  stop(): void {
    this.#ends.abort();
    this.#drafts.flush();
    this.#left();
    this.#tabs.close();
    this.#storage.close();
  }

  // Reading -----------------------------------------------------------------------------------------

  inbox(folder: Folder) {
    return this.#inboxes(folder);
  }

  readonly #inboxes = family((folder: Folder) =>
    whileWatched(this.#inbox.folder(folder), () => {
      if (folder !== "inbox" && this.#lists.state.get()[folder].status === "none") void this.loadMoreInbox(folder);
      return () => undefined;
    }),
  );

  loadMoreInbox(folder: Folder): Promise<void> {
    // What goes wrong is told in the inbox itself.
    return this.#sync.more(folder).catch(() => undefined);
  }

  knownProfile(id: ID): Readable<Profile | undefined> {
    return this.#shown.person(id);
  }

  searchInbox = (q: string): ConversationRow[] => this.#inbox.search(q);

  searchPeople(q: string, signal?: AbortSignal) {
    return this.#people.search(q, signal);
  }

  async searchMessages(q: string, options: SearchOptions = {}) {
    return (await import("./search")).searchMessages(this.api, q, options);
  }

  profile(idOrHandle: string) {
    return this.#people.profile(idOrHandle);
  }

  // Writing -----------------------------------------------------------------------------------------

  async send(id: ID, text: string, replyTo?: number, photos?: ChosenPhoto[], beside?: Beside): Promise<void> {
    this.#typing.sent(id);
    await this.#outbox.add(id, { kind: "message", content: { type: photos ? "photos" : "text", text, replyTo, ...beside }, photos });
  }

  say = (id: ID, content: Content, rest?: Omit<Said, "content">) => this.#outbox.add(id, { kind: "message", content, ...rest });
  about = (id: ID, kind: "vote" | "close", targetSeq: number, content: Content) => this.#outbox.add(id, { kind, targetSeq, content });

  edit = (id: ID, targetSeq: number, text: string) => this.#outbox.add(id, { kind: "edit", targetSeq, content: { text } });
  react = (id: ID, targetSeq: number, emoji: string) => this.#outbox.add(id, { kind: "reaction", targetSeq, content: { emoji } });
  pin = (id: ID, messageSeq: number, on: boolean) => this.#outbox.add(id, { kind: on ? "pin" : "unpin", content: { messageSeq } });
  unsend = (id: ID, targetSeq: number) => this.#outbox.add(id, { kind: "unsend", targetSeq });
  hide = (id: ID, seqs: number[]) => this.#outbox.add(id, { kind: "hide", seqs });

  retry(key: string) {
    return this.#outbox.retry(key);
  }

  discard(key: string) {
    return this.#outbox.discard(key);
  }

  markRead(id: ID, seq: number): void {
    const conversation = this.#shown.stored(id).get();
    if (!conversation || (seq <= conversation.readSeq && !conversation.markedUnread)) return;
    void this.#outbox.add(id, { kind: "read", seq });
  }

  typingNow(id: ID): void {
    this.#typing.now(id);
  }

  setDraft(id: ID, draft: { text: string; replyTo?: number } | undefined): void {
    this.#drafts.set(id, draft);
  }

  patch(id: ID, change: Omit<ConversationPatch, "draft">) {
    return this.#outbox.add(id, { kind: "patch", change });
  }

  removeConversation(id: ID) {
    this.#drafts.set(id, undefined);
    return this.#outbox.add(id, { kind: "remove", upTo: this.#entities.conversations.get(id)?.head.seq ?? 0 });
  }

  async openDirect(account: ID): Promise<ID> {
    const me = this.#session.me;
    const known = this.#entities.conversations.all().find((one) => !isGroup(one) && peerOf(one, me) === account);
    if (known) return known.id;
    const asked = this.#entities.asking();
    const conversation = await (account === me ? this.api.ask((http) => http.PUT("/v1/saved")) : this.api.createConversation(account));
    this.#entities.take(conversation, asked);
    return conversation.id;
  }

  relate(person: Profile, change: RelationChange) {
    return this.#people.relate(person, change);
  }

  suggestions(cursor?: string) {
    return this.#people.suggestions(cursor);
  }

  answer(answers: Answers) {
    this.groups.uninvite(answers.conversations);
    return this.#outbox.add("", { kind: "answer", answers });
  }

  async report(about: Profile | ID, filing: Filing): Promise<void> {
    if (typeof about !== "string" && !this.#entities.profiles.get(about.id)) this.#entities.meet(about);
    await this.#outbox.add(typeof about === "string" ? about : about.id, { kind: "report", filing });
  }

  onRefusal(run: (refusal: Refusal) => void) {
    this.#refusals.add(run);
    return () => void this.#refusals.delete(run);
  }

  onArrival(run: (message: Message) => void) {
    this.#arrivals.add(run);
    return () => void this.#arrivals.delete(run);
  }

  // Sessions ----------------------------------------------------------------------------------------

  async #open(): Promise<void> {
    await this.#storage.open(this.#name);
    await this.#load();
    await idle();
    const { later } = await import("./later");
    const held = { api: this.api, sender: this.#sender, deliveries: this.#deliveries, storage: this.#storage, histories: this.#histories, entities: this.#entities, session: this.#session, Value };
    this.checked.set(later(held, this.#ends.signal));
  }

  async #load(): Promise<void> {
    const { meta, profiles, conversations, outbox, sound } = await this.#storage.snapshot();
    if (this.#ends.signal.aborted) return;
    batch(() => {
      if (!isMe(meta.get("me")) || meta.get("leaving")) return;
      this.#entities.profiles.load(profiles);
      this.#entities.conversations.load(conversations);
      this.#outbox.load(outbox);
      this.safety.load(meta.get("seen"));
      this.#lists.load(meta.get("lists"));
      this.groups.load(meta.get("invitations"));
      // Without a cursor everything is listed again, with what was broken.
      this.#sync.load(sound ? meta.get("cursor") : undefined, meta.get("listedAt"));
      this.#session.restore(meta);
    });
    if (meta.get("leaving")) {
      this.#session.leave();
      await this.#leaving.finish();
      return;
    }
    if (this.#session.state.get().status !== "signedIn") await this.#confirm(true);
  }

  /** Asks who is signed in; `once`: unless the server has said it, or is about to. */
  async #confirm(once = false): Promise<void> {
    const same = this.#era.same();
    try {
      await (once ? this.#session.confirmOnce() : this.#session.confirm());
    } catch (cause) {
      // No answer: who was signed in stays so, and is asked for again; nobody known means the welcome screen, and another try with the network.
      if (this.#session.state.get().status === "loading") this.#session.leave();
      else if (this.#live.connected && asProblem(cause).transient) setTimeout(() => same() && void this.#confirm(true), backoff(this.#failures++));
    }
  }

  #entered(): void {
    this.#era.next();
    this.#maker = new MessageMaker(this.#session.me);
    this.#firstSync = settled();
    this.#outbox.start();
    void this.#startLive();
    // Who is signed in is asked for once the live connection stands: nothing that is told from then on is missed.
    const { started } = this.#sync;
    if (!started) this.#refresh();
    const same = this.#era.same();
    setTimeout(() => {
      if (!same() || this.#live.connected) return;
      if (started) this.#refresh();
      void this.#confirm(true);
    }, LIVE_GRACE);
    this.#poll = setInterval(() => {
      if (!this.#live.connected && document.visibilityState === "visible") this.#refresh();
    }, POLL);
  }

  /** After what shows first: the local copy, or the first page of the list. */
  async #startLive(): Promise<void> {
    const same = this.#era.same();
    await (this.#sync.started ? idle() : this.#firstSync.promise);
    if (!same()) return;
    this.#live.start();
    await this.#people.joined();
  }

  #left(): void {
    this.#era.next();
    clearInterval(this.#poll);
    clearTimeout(this.#later);
    this.#later = undefined;
    this.#failures = 0;
    this.#outbox.stop();
    this.#live.stop();
    this.#connection.setLive(false);
    this.#deliveries.clear();
    this.#typing.clear();
    this.#drafts.clear();
    this.#firstSync.settle();
  }

  /** Removes everything local, here and in the other tabs. */
  async #wipe(): Promise<void> {
    this.#forget();
    await this.#storage.wipe();
    if ("caches" in globalThis) await caches.delete("avatars").catch(() => false);
    this.#tabs.tell({ type: "session", signedIn: false });
  }

  #forget(): void {
    this.#era.next();
    batch(() => {
      this.#sync.reset();
      this.safety.load(undefined);
      this.groups.clear();
      this.#outbox.clear();
      this.#histories.clear();
      this.#inbox.clear();
      this.#entities.clear();
    });
  }

  /** A group is none of this person's any more: nothing of it stays. */
  #gone(id: ID): void {
    batch(() => {
      this.#drafts.forget(id);
      this.#inflow.forget(id);
      this.#entities.conversations.remove(id);
      this.#histories.forget(id);
      void this.#outbox.forget(id);
    });
  }

  #answered(problem: Problem | undefined): void {
    this.#connection.answered(problem);
    if (problem?.status === 401 && this.#session.state.get().status === "signedIn") void this.#session.ended(problem);
  }

  // The server tells --------------------------------------------------------------------------------

  #up(resumed: boolean): void {
    this.#connection.setLive(true);
    this.#outbox.wake();
    void this.#confirm(resumed);
    if (!resumed) this.safety.told();
    if (!resumed || !this.#sync.started) this.#refresh();
    else {
      this.#firstSync.settle();
      void this.#inflow.follow(this.#histories.held());
    }
  }

  /** The live connection was ended for good: with the session, or by a server that restarts. */
  #refusedLive(): void {
    this.#connection.setLive(false);
    const same = this.#era.same();
    void this.#confirm().then(() => setTimeout(() => same() && this.#live.start(), REFUSED_PAUSE));
  }

  #networkChanged(): void {
    this.#connection.networkChanged();
    if (!navigator.onLine) return;
    if (this.#session.state.get().status !== "loading") void this.#confirm(true);
    if (this.#session.state.get().status === "signedIn") {
      this.#outbox.wake();
      if (!this.#live.connected) this.#refresh();
    }
  }

  /** Brings everything up to date; what fails is tried again. */
  #refresh(): void {
    if (this.#session.state.get().status !== "signedIn") return;
    const first = this.#firstSync;
    this.#sync
      .run()
      .then(() => {
        this.#failures = 0;
        this.#outbox.wake();
        return this.#inflow.follow(this.#histories.held());
      })
      .catch((cause: unknown) => this.#refreshLater(cause))
      .finally(() => first.settle());
  }

  /** The live connection may stand while a request fails: then nothing else would ask again. */
  #refreshLater(cause: unknown): void {
    if (this.#later !== undefined || this.#session.state.get().status !== "signedIn" || !asProblem(cause).transient) return;
    this.#later = setTimeout(() => {
      this.#later = undefined;
      // Who comes back to the app has it refreshed anyway.
      if (document.visibilityState === "visible") this.#refresh();
    }, backoff(this.#failures++));
  }

  #refused(item: OutboxItem, problem: Problem): void {
    const { wish, conversationId } = item;
    if (wish.kind === "read" || wish.kind === "message") return;
    this.#refusals.forEach((run) => run({ kind: wish.kind, conversationId, problem }));
  }

  /** Another tab tells. */
  #news(news: TabNews): void {
    if (news.type === "outbox") void this.#outbox.reload();
    if (news.type === "sent") {
      batch(() => {
        if (news.entry) this.#inflow.ingest(news.entry, false);
        this.#outbox.left(news.order);
      });
    }
    if (news.type !== "session") return;
    const signedIn = this.#session.state.get().status === "signedIn";
    if (news.signedIn) void (signedIn ? this.#confirm() : this.#load());
    else if (signedIn) {
      this.#session.leave();
      this.#forget();
    }
  }
}
