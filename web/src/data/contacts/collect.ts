/** What of an address book can be looked for, and what cannot be read. */
import { normalEmail, normalPhone, type Regions } from "./normal";
import type { Contact } from "./read";

/** Why a number or address cannot be read: it lacks its country, has too few or too many digits for it, or is none. */
export type Why = "country" | "length" | "email" | "nothing";

export interface Unread {
  why: Why;
  count: number;
  /** One of them, as it was written. */
  example: string;
}

export interface Collected {
  /** Each identifier in the one way to write it, and which contact it is of. */
  of: Map<string, number>;
  unread: Unread[];
}

/** Numbers without a calling code are of `country`, which may be empty. */
export function collect(contacts: Array<Pick<Contact, "emails" | "numbers">>, country: string, regions: Regions): Collected {
  const of = new Map<string, number>();
  const unread = new Map<Why, Unread>();
  const miss = (why: Why, example: string) => {
    const one = unread.get(why) ?? { why, count: 0, example };
    one.count += 1;
    unread.set(why, one);
  };
  contacts.forEach(({ emails, numbers }, contact) => {
    const keep = (normal: string) => of.has(normal) || of.set(normal, contact);
    for (const text of emails) {
      const normal = normalEmail(text);
      if (normal === undefined) miss("email", text);
      else keep(normal);
    }
    for (const text of numbers) {
      const normal = normalPhone(text, country, regions);
      if (normal === undefined) miss(whyNot(text, country), text);
      else keep(normal);
    }
  });
  return { of, unread: [...unread.values()] };
}

function whyNot(text: string, country: string): Why {
  if ((text.match(/\p{Nd}/gu)?.length ?? 0) < 2) return "nothing";
  return country === "" && !/[+＋]/.test(text) ? "country" : "length";
}
