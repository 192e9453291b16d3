import { useEffect, useMemo, useState } from "react";
import type { Conversation, ID, Message, Profile } from "@data";
import { foldText } from "@data/fold";
import { useMyId, useStore } from "@store";

/** Those whom the messages at hand say to be in a group, who wrote last first: known without a network. */
export function nearIn(items: readonly Message[], me: ID): ID[] {
  const near = new Set<ID>();
  for (const { sender, note } of items) {
    const { action, accounts = [] } = note ?? {};
    near.delete(sender);
    near.add(sender);
    for (const one of accounts) {
      if (action === "leave" || action === "remove") near.delete(one);
      else if (action !== "role") near.add(one);
    }
  }
  near.delete(me);
  return [...near].reverse();
}

/** Those of a group whose name or handle begins with what is typed: what is at hand at once, then what the server finds. */
export function useMatching({ id, memberCount = 1 }: Conversation, near: readonly Profile[], q: string | undefined, onFound: (people: readonly Profile[]) => void): readonly Profile[] {
  const { api } = useStore();
  const me = useMyId();
  const [found, setFound] = useState<{ q: string; people: Profile[] }>();
  useEffect(() => {
    if (q === undefined) return;
    const stop = new AbortController();
    const timer = setTimeout(() => {
      api.listMembers(id, { q: q || undefined, limit: 20 }, stop.signal).then(
        ({ items }) => {
          const people = items.map(({ account }) => account);
          setFound({ q, people });
          onFound(people);
        },
        () => undefined, // without a network, those at hand are offered
      );
    }, PAUSE);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [api, id, q, memberCount, onFound]);
  return useMemo(() => {
    if (q === undefined) return [];
    const told = found?.q === q ? found.people : undefined;
    const there = new Set(told?.map((one) => one.id));
    // Where the server named all that there are, who is not among them has left.
    const local = near.filter((one) => begins(one, q) && (!told || told.length >= 20 || there.has(one.id)));
    return [...new Map([...local, ...(told ?? [])].map((one) => [one.id, one])).values()].filter((one) => one.id !== me && one.handle !== "");
  }, [near, q, found, me]);
}

const PAUSE = 120;

function begins({ name, handle }: Profile, q: string): boolean {
  const wanted = foldText(q);
  return [...foldText(name).split(/\s+/u), ...foldText(handle).split(/[._]/u), handle].some((word) => word.startsWith(wanted));
}
