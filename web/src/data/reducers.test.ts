/** What the reducers of the local copy promise for any input: order and repetition of what the server tells do not matter. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { merged, stored, withEntry, withReceipt, type StoredConversation } from "./conversation";
import { fold, type LogRecords } from "./log";
import { coalesce, withPending, type OutboxItem, type Wish } from "./pending";
import { FakeServer, LOU, ME } from "./testing/server";
import type { Entry } from "./types";

const server = new FakeServer();
server.append("c", LOU);
const base = stored(server.view("c"));

const RUNS = { numRuns: 500 };

/** A group of this person's, as the server tells of it at one head of its log. */
const group: StoredConversation = {
  ...base,
  kind: "group",
  title: "Canal",
  avatar: { small: "/small", large: "/large" },
  memberCount: 4,
  role: "admin",
  rules: { add: "all", edit: "all", write: "all", history: "joined" },
};

/** What each step of a log does, before it has its place: whom and what it aims at is taken modulo what there is. */
const steps = fc.array(fc.record({ kind: fc.constantFrom("message", "edit", "reaction", "vote", "close", "unsend"), by: fc.boolean(), aim: fc.nat(), text: fc.constantFrom("a", "b", "") }), {
  minLength: 1,
  maxLength: 40,
});

/** A log as a server keeps it after `from`, with the erased version of what was unsent. */
function logOf(made: { kind: string; by: boolean; aim: number; text: string }[], from: number): { log: Entry[]; versions: Entry[] } {
  const log: Entry[] = [];
  const versions: Entry[] = [];
  const erased = new Set<number>();
  for (const [i, { kind, by, aim, text }] of made.entries()) {
    const roots = log.filter((one) => one.kind === "message");
    const target = roots[aim % Math.max(1, roots.length)];
    const common = { conversationId: "c", seq: from + i + 1, clientId: `id-${i}`, createdAt: new Date(Date.UTC(2026, 5, 1) + i * 1000).toISOString() };
    if (!target || kind === "message" || (kind !== "unsend" && erased.has(target.seq))) {
      log.push({ ...common, kind: "message", sender: by ? ME : LOU, content: { type: "text", text } });
      continue;
    }
    const contents: Record<string, Entry["content"]> = { edit: { text }, reaction: { emoji: text }, vote: { options: text === "" ? [] : [aim % 3] } };
    const content = contents[kind] ?? {};
    log.push({ ...common, kind: kind as Entry["kind"], sender: kind === "reaction" || kind === "vote" ? (by ? ME : LOU) : target.sender, targetSeq: target.seq, content });
    if (kind !== "unsend") continue;
    erased.add(target.seq);
    for (const one of log) {
      if (one.seq === target.seq || (one.targetSeq === target.seq && one.kind === "edit")) versions.push({ ...one, content: {}, erased: true });
    }
  }
  return { log, versions };
}

const PEOPLE = [ME, LOU, "00000000-0000-7000-8000-000000000003", "00000000-0000-7000-8000-000000000004"];

/** What happens to a group, with messages between. */
const happenings = fc.array(
  fc.record({
    by: fc.constantFrom(...PEOPLE),
    about: fc.constantFrom(...PEOPLE),
    what: fc.constantFrom("message", "add", "join", "leave", "remove", "role", "settings", "pin", "unpin", "unsend"),
    aim: fc.integer({ min: 1, max: 6 }),
    role: fc.constantFrom("owner", "admin", "member"),
    text: fc.constantFrom("Canal", "Saturday"),
    rule: fc.constantFrom("all", "admins"),
    picture: fc.constantFrom("set", "removed", undefined),
  }),
  { minLength: 1, maxLength: 30 },
);

type Happening = typeof happenings extends fc.Arbitrary<infer T> ? T : never;

/** The log of a group after `from`, as a server may keep it. */
function groupLog(made: Happening, from: number): Entry[] {
  return made.map(({ by, about, what, role, text, rule, picture, aim }, i) => {
    const common = { conversationId: "c", seq: from + i + 1, clientId: `id-${i}`, createdAt: new Date(Date.UTC(2026, 5, 1) + i * 1000).toISOString() };
    if (what === "message") return { ...common, kind: "message", sender: by, content: { type: "text", text } };
    if (what === "settings") return { ...common, kind: "settings", sender: by, content: { title: text, write: rule as "all", ...(picture && { picture: picture as "set" }) } };
    if (what === "pin" || what === "unpin") return { ...common, kind: what, sender: by, content: { messageSeq: aim } };
    if (what === "unsend") return { ...common, kind: what, sender: by, targetSeq: aim, content: {} };
    const alone = what === "leave" || what === "join";
    // Who is told of a leaving or a removal is not who it is about.
    const whom = (what === "leave" || what === "remove") && about === ME ? LOU : about;
    return {
      ...common,
      kind: "member",
      sender: alone ? whom : by,
      content: { action: what as "add", accounts: [whom], ...(what === "role" && { role: role as "owner" }), ...(what === "leave" && role === "owner" && { owner: ME }) },
    };
  });
}

const after = (list: Entry[], from: StoredConversation) => list.reduce((now, one) => withEntry(now, one, ME), from);

/** Everything once in its order, then in another order with repetitions. */
const mixed = <T>(items: T[]) => fc.tuple(fc.shuffledSubarray(items, { minLength: items.length }), fc.shuffledSubarray(items)).map(([all, again]) => [...all, ...again]);

function records(entries: Entry[]): unknown {
  const found: LogRecords = new Map();
  entries.forEach((one) => fold(found, one));
  return [...found].sort(([a], [b]) => a - b);
}

test("entries in any order, any number of times, fold into the same messages", () => {
  const any = steps.chain((made) => {
    const { log, versions } = logOf(made, 0);
    return fc.tuple(fc.constant(log), mixed([...log, ...versions]));
  });
  fc.assert(fc.property(any, ([log, told]) => void expect(records([...log, ...told])).toEqual(records(log))), RUNS);
  fc.assert(fc.property(any, ([log, told]) => void expect(records(told)).toEqual(records(log))), RUNS);
});

test("receipts in any order, any number of times, come to the same", () => {
  const receipt = fc.record({ accountId: fc.constantFrom(ME, LOU), readSeq: fc.nat(50), deliveredSeq: fc.nat(50) });
  const any = fc.array(receipt, { minLength: 1, maxLength: 20 }).chain((list) => fc.tuple(fc.constant(list), mixed(list)));
  const after = (list: { accountId: string; readSeq: number; deliveredSeq: number }[]) => list.reduce(withReceipt, base);
  fc.assert(fc.property(any, ([list, told]) => void expect(after(told)).toEqual(after(list))), RUNS);
});

test("an entry that is told again changes no row, no count and no preview", () => {
  const any = steps.chain((made) => {
    const { log } = logOf(made, base.head.seq);
    return fc.tuple(fc.constant(log), fc.array(fc.nat(log.length - 1), { minLength: log.length, maxLength: log.length }));
  });
  const after = (list: Entry[]) => list.reduce((now, one) => withEntry(now, one, ME), base);
  fc.assert(
    fc.property(any, ([log, again]) => {
      const told = log.flatMap((one, i) => [one, log[(again[i] ?? 0) % (i + 1)] as Entry]);
      expect(after(told)).toEqual(after(log));
    }),
    RUNS,
  );
});

test("what happens to a group, told in any order and again, folds into the same lines", () => {
  const any = happenings.chain((made) => {
    const log = groupLog(made, 0);
    return fc.tuple(fc.constant(log), mixed(log));
  });
  fc.assert(fc.property(any, ([log, told]) => void expect(records(told)).toEqual(records(log))), RUNS);
});

test("what happens to a group, told again, changes neither its name, its rules, its count nor one's role", () => {
  const any = happenings.chain((made) => {
    const log = groupLog(made, group.head.seq);
    return fc.tuple(fc.constant(log), fc.array(fc.nat(log.length - 1), { minLength: log.length, maxLength: log.length }));
  });
  fc.assert(
    fc.property(any, ([log, again]) => {
      const told = log.flatMap((one, i) => [one, log[(again[i] ?? 0) % (i + 1)] as Entry]);
      expect(after(told, group)).toEqual(after(log, group));
    }),
    RUNS,
  );
});

test("a group comes to the same by its entries, by answers that were overtaken, and by both", () => {
  fc.assert(
    fc.property(happenings, fc.array(fc.nat(), { maxLength: 5 }), (made, cuts) => {
      const log = groupLog(made, group.head.seq);
      const states = log.reduce<StoredConversation[]>((all, one) => [...all, withEntry(all.at(-1) as StoredConversation, one, ME)], [group]);
      const newest = states.at(-1) as StoredConversation;
      const answered = cuts.reduce((now, cut) => merged(now, states[cut % states.length] as StoredConversation), newest);
      expect(answered).toEqual({ ...newest, folder: answered.folder });
      expect(after(log, answered)).toEqual(answered);
    }),
    RUNS,
  );
});

test("what is pinned follows the entries: in their order, without what was unsent or lies before what one sees", () => {
  const at = (seq: number, kind: "pin" | "unpin" | "unsend", about: number): Entry => ({
    conversationId: "c", seq: base.head.seq + seq, clientId: `id-${seq}`, createdAt: "2026-06-01T00:00:00Z", kind, sender: LOU,
    ...(kind === "unsend" ? { targetSeq: about, content: {} } : { content: { messageSeq: about } }),
  });
  const log = [at(1, "pin", 5), at(2, "pin", 3), at(3, "pin", 1), at(4, "unpin", 3), at(5, "pin", 4)];
  const known = { ...base, clearedBefore: 1 };
  expect(after(log, known).pins).toEqual([5, 4]);
  expect(after([...log, at(6, "unsend", 5), at(7, "unpin", 4)], known).pins).toBeUndefined();
  const waits = (kind: "pin" | "unpin", messageSeq: number): OutboxItem => ({ order: 1, id: "w", conversationId: "c", at: 0, state: "waiting", wish: { kind, content: { messageSeq } } });
  expect(withPending(after(log, known), [waits("unpin", 5), waits("pin", 6)]).pins).toEqual([4, 6]);
});

test("what a group is called, allows and counts follows its entries", () => {
  const entry = (seq: number, kind: "member" | "settings", content: Entry["content"], sender = LOU): Entry => ({
    conversationId: "c", seq: group.head.seq + seq, clientId: `id-${seq}`, createdAt: "2026-06-01T00:00:00Z", kind, sender, content,
  });
  const told = after(
    [
      entry(1, "member", { action: "add", accounts: ["x", "y"] }),
      entry(2, "member", { action: "leave", accounts: ["x"] }, "x"),
      entry(3, "settings", { title: "Saturday", write: "admins", picture: "removed" }),
      entry(4, "member", { action: "role", accounts: [ME], role: "owner" }),
      entry(5, "member", { action: "role", accounts: [LOU], role: "owner" }, ME),
      entry(6, "member", { action: "add", accounts: [ME] }),
    ],
    group,
  );
  expect(told).toMatchObject({ title: "Saturday", memberCount: 5, role: "admin", rules: { ...group.rules, write: "admins" }, unread: group.unread });
  expect(told.avatar).toBeUndefined();
});

test("an answer that was overtaken takes back nothing", () => {
  fc.assert(
    fc.property(steps, fc.nat(), (made, cut) => {
      const { log } = logOf(made, base.head.seq);
      const states = log.reduce<StoredConversation[]>((all, one) => [...all, withEntry(all.at(-1) as StoredConversation, one, ME)], [base]);
      const newest = states.at(-1) as StoredConversation;
      const old = states[cut % states.length] as StoredConversation;
      const { head, unread, readSeq } = merged(newest, old);
      expect({ head, unread, readSeq }).toEqual({ head: newest.head, unread: newest.unread, readSeq: newest.readSeq });
    }),
    RUNS,
  );
});

test("of what waits, messages all stay in their order, and of other wishes for one message the last", () => {
  const wish: fc.Arbitrary<Wish> = fc.oneof(
    fc.record({ kind: fc.constant("message" as const), content: fc.record({ text: fc.string() }) }),
    fc.record({ kind: fc.constantFrom("edit" as const, "reaction" as const, "vote" as const, "close" as const), targetSeq: fc.integer({ min: 1, max: 3 }), content: fc.record({ text: fc.string() }) }),
    fc.record({ kind: fc.constant("read" as const), seq: fc.nat(20) }),
  );
  fc.assert(
    fc.property(fc.array(wish, { maxLength: 30 }), (wishes) => {
      const waiting = wishes.reduce<OutboxItem[]>((items, one, order) => {
        const next = coalesce(items, "c", one);
        const made: OutboxItem = { order, id: String(order), conversationId: "c", at: 0, wish: next.wish, state: "waiting" };
        return [...items.filter((item) => !next.replaced.includes(item)), made];
      }, []);
      const left = waiting.map((item) => item.wish);
      expect(left.filter(({ kind }) => kind === "message")).toEqual(wishes.filter(({ kind }) => kind === "message"));
      for (const kind of ["edit", "reaction", "vote", "close"] as const) {
        for (const targetSeq of [1, 2, 3]) {
          const of = (list: Wish[]) => list.filter((one) => one.kind === kind && one.targetSeq === targetSeq);
          expect(of(left)).toEqual(of(wishes).slice(-1));
        }
      }
      const reads = wishes.flatMap((one) => (one.kind === "read" ? [one.seq] : []));
      expect(left.filter(({ kind }) => kind === "read")).toEqual(reads.length > 0 ? [{ kind: "read", seq: Math.max(...reads) }] : []);
    }),
    RUNS,
  );
});

test("changes of one's view that wait together come to the same as one after the other", () => {
  const wish: fc.Arbitrary<Wish> = fc.oneof(
    fc.record({
      kind: fc.constant("patch" as const),
      change: fc.oneof(
        fc.record({ pinned: fc.boolean() }),
        fc.record({ archived: fc.boolean() }),
        fc.record({ muted: fc.boolean() }),
        fc.record({ markedUnread: fc.boolean() }),
        fc.record({ draft: fc.record({ text: fc.constantFrom("", "a", "b") }) }),
      ),
    }),
    fc.constant({ kind: "read" as const, seq: base.head.seq }),
    fc.constant({ kind: "remove" as const, upTo: base.head.seq }),
  );
  const itemOf = (wish: Wish, order: number): OutboxItem => ({ order, id: String(order), conversationId: "c", at: 0, wish, state: "waiting" });
  fc.assert(
    fc.property(fc.array(wish, { maxLength: 8 }), (wishes) => {
      const together = wishes.reduce<OutboxItem[]>((items, one, order) => {
        const next = coalesce(items, "c", one);
        return [...items.filter((item) => !next.replaced.includes(item)), itemOf(next.wish, order)];
      }, []);
      expect(withPending(base, together)).toEqual(withPending(base, wishes.map(itemOf)));
    }),
    { ...RUNS, numRuns: 5000, examples: [[[{ kind: "patch", change: { pinned: true } }, { kind: "patch", change: { archived: true } }, { kind: "patch", change: { archived: false } }]]] },
  );
});

test("a request that is taken out of the hidden ones stands among the others, and nothing else changes", () => {
  const caught: StoredConversation = { ...base, folder: "hidden", request: { state: "received", friendsInCommon: 2, why: "words" } };
  const taken: OutboxItem = { order: 0, id: "0", conversationId: "", at: 0, wish: { kind: "answer", answers: { action: "show", conversations: ["c"] } }, state: "waiting" };
  const shown = withPending(caught, [taken]);
  expect(shown).toEqual({ ...caught, folder: "requests", request: { state: "received", friendsInCommon: 2 } });
  expect(withPending(shown, [taken])).toEqual(shown);
});
