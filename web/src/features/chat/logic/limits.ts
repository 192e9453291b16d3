import { countGraphemes } from "./emoji";

/** The server's limits: as people count, and behind that in bytes. */
const CHARACTERS = 4000;
const BYTES = 32 * 1024;
/** The counter appears when this many are left. */
const NEAR = 200;

export type Room = { left: number; near: boolean; over: boolean };

/** How much room is left in a message. */
export function roomFor(text: string): Room {
  // A cluster is one unit or more, so short texts need no counting.
  if (text.length < CHARACTERS - NEAR) return { left: CHARACTERS - text.length, near: false, over: false };
  const left = CHARACTERS - countGraphemes(text);
  const heavy = tooHeavy(text);
  return { left, near: left <= NEAR || heavy, over: left < 0 || heavy };
}

/** Whether the server would refuse a text for its bytes, as a message and as a draft. */
export function tooHeavy(text: string): boolean {
  return text.length * 3 > BYTES && new TextEncoder().encode(text).length > BYTES;
}
