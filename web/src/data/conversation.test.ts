import { expect, test } from "vitest";
import { activeAt, merged, stored, withEntry, withReceipt, type StoredConversation } from "./conversation";
import { delivery } from "./delivery";
import { withPending, type OutboxItem, type Wish } from "./pending";
import { FakeServer, LOU, ME } from "./testing/server";
import type { Entry } from "./types";

const server = new FakeServer();
server.append("c", LOU, { text: "one" });
server.append("c", LOU, { text: "two" });
const base = stored(server.view("c"));

const entry = (seq: number, part: Partial<Entry>): Entry => ({
  conversationId: "c",
  seq,
  kind: "message",
  sender: LOU,
  clientId: `id-${seq}`,
  content: { type: "text", text: `text ${seq}` },
  createdAt: "2026-03-01T00:00:00.000Z",
  ...part,
});
const item = (wish: Wish): OutboxItem => ({ order: 1, id: "i", conversationId: "c", at: Date.UTC(2026, 5, 1), wish, state: "waiting" });

test("another's message counts as unread, becomes the preview and brings the conversation back from the archive", () => {
  const next = withEntry({ ...base, folder: "archived" }, entry(3, {}), ME);
  expect(next).toMatchObject({ unread: 3, folder: "inbox", head: { seq: 3, preview: { seq: 3, text: "text 3" } } });
  expect(withEntry({ ...base, folder: "archived", muted: true }, entry(3, {}), ME).folder).toBe("archived");
});

test("writing is not reading: what one has not seen stays unread", () => {
  const { readSeq, unread } = base;
  expect(unread).toBeGreaterThan(0);
  expect(withEntry(base, entry(3, { sender: ME }), ME)).toMatchObject({ readSeq, unread });
  expect(withEntry(base, entry(3, { sender: ME, kind: "reaction", targetSeq: 2 }), ME)).toMatchObject({ readSeq, unread });
});

test("edits and unsends change the preview, reactions do not move the conversation up", () => {
  expect(withEntry(base, entry(3, { kind: "edit", targetSeq: 2, content: { text: "2" } }), ME).head.preview).toMatchObject({ text: "2", edited: true });
  const unsent = withEntry(base, entry(3, { kind: "unsend", targetSeq: 2, content: {} }), ME);
  expect(unsent).toMatchObject({ unread: 1, head: { preview: { text: "", erased: true } } });
  const reacted = withEntry(base, entry(3, { kind: "reaction", targetSeq: 2, content: { emoji: "👍" } }), ME);
  expect(activeAt(reacted)).toBe(activeAt(base));
});

test("what is pinned is read anew when it was edited", () => {
  const pins = [1, 2];
  const edited = (targetSeq: number) => withEntry({ ...base, pins }, entry(3, { kind: "edit", targetSeq, content: { text: "other" } }), ME).pins;
  expect(edited(1)).toEqual(pins);
  expect(edited(1)).not.toBe(pins);
  expect(edited(7)).toBe(pins);
});

test("a mention of this person stands until it is read", () => {
  const named = withEntry(base, entry(3, { content: { text: "@me", mentions: [ME] } }), ME);
  expect(withEntry(named, entry(4, { content: { text: "@lou", mentions: [LOU] } }), ME).mentionSeq).toBe(3);
  expect(withEntry(base, entry(3, { sender: ME, content: { text: "@all", mentionAll: true } }), ME).mentionSeq).toBeUndefined();
  expect(withPending(named, [item({ kind: "read", seq: 2 })]).mentionSeq).toBe(3);
  expect(withPending(named, [item({ kind: "read", seq: 3 })]).mentionSeq).toBeUndefined();
  expect(merged({ ...base, readSeq: 3 }, named).mentionSeq).toBeUndefined();
});

test("an entry that is known changes nothing", () => {
  expect(withEntry(base, entry(2, {}), ME)).toBe(base);
});

test("an answer that an event overtook does not take the head back", () => {
  const ahead = withEntry(base, entry(3, {}), ME);
  const told = merged(ahead, { ...base, pinned: true });
  expect(told).toMatchObject({ pinned: true, unread: 3, head: { seq: 3, preview: { seq: 3 } } });
});

test("receipts never go backward; hidden ones are dropped", () => {
  const read = withReceipt(base, { accountId: LOU, readSeq: 2 });
  const member = (of: StoredConversation) => of.members.find((one) => one.id === LOU);
  expect(member(read)).toMatchObject({ readSeq: 2, deliveredSeq: 2 });
  expect(withReceipt(read, { accountId: LOU, readSeq: 1, deliveredSeq: 1 })).toBe(read);
  const told = merged(read, { ...read, members: [{ id: ME, role: "member" }, { id: LOU, role: "member", readSeq: 1 }] });
  expect(member(told)).toEqual({ id: LOU, role: "member", readSeq: 2 });
});

test("delivery is what the other's positions say", () => {
  const mine = { state: "sent", seq: 2, sender: ME } as const;
  const seen = (part: object) => {
    const whole = server.view("c");
    return { ...whole, members: whole.members.map((one) => (one.account.id === LOU ? { ...one, ...part } : one)) };
  };
  expect(delivery(mine, seen({}))).toBe("sent");
  expect(delivery(mine, seen({ deliveredSeq: 2 }))).toBe("delivered");
  expect(delivery(mine, seen({ deliveredSeq: 2, readSeq: 2 }))).toBe("read");
  expect(delivery({ state: "failed", sender: ME }, seen({}))).toBe("failed");
});

test("what waits is shown as if it were done", () => {
  const shown = (wish: Wish) => withPending(base, [item(wish)]);
  expect(shown({ kind: "read", seq: 2 })).toMatchObject({ readSeq: 2, unread: 0 });
  expect(shown({ kind: "patch", change: { archived: true } })).toMatchObject({ folder: "archived", pinned: false });
  expect(shown({ kind: "patch", change: { muted: true, mutedUntil: "2026-01-01T00:00:00Z" } })).toMatchObject({ muted: true });
  expect(shown({ kind: "patch", change: { draft: { text: "hi" } } }).draft).toEqual({ text: "hi", updatedAt: "2026-06-01T00:00:00.000Z" });
  expect(activeAt(shown({ kind: "remove", upTo: 2 }))).toBe(0);
  // A message that came since keeps the conversation in the list.
  expect(activeAt(shown({ kind: "remove", upTo: 1 }))).toBeGreaterThan(0);
});
