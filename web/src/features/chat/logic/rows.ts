/**
 * How each message stands among its neighbours: where a day begins, where the unread part begins, which messages form a
 * run. Looks at two neighbours only, so a list asks for the rows it shows and never walks the whole conversation.
 */

export type Placed = { key: string; seq?: number; sender: string; at: number; erased: boolean; note?: unknown };

export type Place = {
  /** The first message of a day, or of a talk taken up again after a pause: shown with the time. */
  mark: "day" | "pause" | undefined;
  /** The unread part begins here. */
  unread: boolean;
  /** First and last of a run by one person. */
  first: boolean;
  last: boolean;
};

const RUN = 5 * 60_000;
const PAUSE = 60 * 60_000;

/** Whether two instants fall on different days of the reader's calendar. */
export function otherDay(a: number, b: number): boolean {
  if (Math.abs(a - b) >= 25 * 3_600_000) return true;
  const x = new Date(a);
  const y = new Date(b);
  return x.getDate() !== y.getDate() || x.getMonth() !== y.getMonth();
}

function markBetween(before: Placed | undefined, message: Placed): Place["mark"] {
  if (!before || otherDay(before.at, message.at)) return "day";
  return message.at - before.at >= PAUSE ? "pause" : undefined;
}

function opensUnread(before: Placed | undefined, message: Placed, unreadFrom: number | undefined): boolean {
  if (unreadFrom === undefined || message.seq === undefined || message.seq < unreadFrom) return false;
  return before?.seq === undefined ? before === undefined : before.seq < unreadFrom;
}

function joined(a: Placed | undefined, b: Placed | undefined, unreadFrom: number | undefined): boolean {
  if (!a || !b || a.note || b.note || a.sender !== b.sender || b.at - a.at >= RUN) return false;
  return markBetween(a, b) === undefined && !opensUnread(a, b, unreadFrom);
}

/** The place of the message at `index`. */
export function placeOf(messages: readonly Placed[], index: number, unreadFrom: number | undefined): Place {
  const message = messages[index] as Placed;
  const before = messages[index - 1];
  return {
    mark: markBetween(before, message),
    unread: opensUnread(before, message, unreadFrom),
    first: !joined(before, message, unreadFrom),
    last: !joined(message, messages[index + 1], unreadFrom),
  };
}

/** The index of the message with a sequence number, or of the next one there is; -1 when none follows. */
export function indexOfSeq(messages: readonly { seq?: number }[], seq: number): number {
  let low = 0;
  let high = messages.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const found = messages[middle]?.seq;
    if (found === undefined || found >= seq) high = middle;
    else low = middle + 1;
  }
  return low < messages.length ? low : -1;
}

/** The index of my last message, where the delivery state stands; failed ones speak for themselves. */
export function lastOwn(messages: readonly { mine: boolean; erased: boolean; state: string; note?: unknown }[]): number {
  for (let i = messages.length - 1; i >= 0; i--) {
    const message = messages[i];
    if (message?.mine && !message.erased && !message.note && message.state !== "failed") return i;
  }
  return -1;
}

/** How many messages of others come after a sequence number, up to another one. */
export function countNew(messages: readonly { mine: boolean; erased: boolean; seq?: number; note?: unknown }[], after: number, upTo = Infinity): number {
  let count = 0;
  for (let i = messages.length - 1; i >= 0; i--) {
    const message = messages[i];
    if (message?.seq === undefined) continue;
    if (message.seq <= after) break;
    if (!message.mine && !message.erased && !message.note && message.seq <= upTo) count++;
  }
  return count;
}

/** What changed at the two ends of a list, by the keys of its first and last items. */
export function changeOf(before: readonly { key: string }[], after: readonly { key: string }[]): "same" | "start" | "end" | "new" {
  const [oldFirst, oldLast] = [before[0]?.key, before[before.length - 1]?.key];
  const [first, last] = [after[0]?.key, after[after.length - 1]?.key];
  if (first === undefined || oldFirst === undefined) return oldFirst === first ? "same" : "new";
  if (oldFirst === first) return oldLast === last && before.length === after.length ? "same" : "end";
  if (oldLast === last) return "start";
  return after.some((item) => item.key === oldLast) || before.some((item) => item.key === last) ? "start" : "new";
}
