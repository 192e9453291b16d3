import { useCallback, useEffect, useRef, useState } from "react";
import { useStore } from "@store";
import { type Profile } from "@data";
import { Search, type Found, type Read, type Source } from "@data/contacts";

/** A person who is here, and what they are called in the address book. */
export interface Person {
  person: Profile;
  called: string;
}

export type SearchState =
  | { at: "start" }
  /** `read` comes once the address book was read. */
  | { at: "looking"; part: number; read?: Read }
  | { at: "found"; people: Person[]; result: Found; source: Source }
  /** Without a source, there is nothing to look for again. */
  | { at: "failed"; cause: unknown; source?: Source };

/** Profiles that are asked for at once. */
const AT_ONCE = 6;

/** Looks for contacts beside the page; it ends with the page. */
export function useSearch() {
  const store = useStore();
  const [state, setState] = useState<SearchState>({ at: "start" });
  const search = useRef<Search>(undefined);
  const here = useRef(true);

  useEffect(() => {
    here.current = true;
    return () => {
      here.current = false;
      search.current?.end();
      search.current = undefined;
    };
  }, []);

  const look = useCallback(
    async (source: Source, country: string): Promise<void> => {
      setState({ at: "looking", part: 0 });
      try {
        search.current ??= new Search();
        const result = await search.current.look(source, country, (part, read) => here.current && setState({ at: "looking", part, read }));
        const me = store.session.get().me?.id;
        const called = new Map(result.found.filter(({ account }) => account !== me).map((one) => [one.account, one.called]));
        const ids = [...called.keys()].values();
        const people: Person[] = [];
        const lane = async () => {
          for (const id of ids) {
            const person = await store.profile(id).catch(() => undefined);
            if (person) people.push({ person, called: called.get(id) ?? "" });
          }
        };
        await Promise.all(Array.from({ length: AT_ONCE }, lane));
        people.sort((a, b) => (a.called || a.person.name).localeCompare(b.called || b.person.name));
        if (here.current) setState({ at: "found", people, result, source });
      } catch (cause) {
        if (here.current) setState({ at: "failed", cause, source });
      }
    },
    [store],
  );

  const fail = useCallback((cause: unknown) => setState({ at: "failed", cause }), []);
  const reset = useCallback(() => setState({ at: "start" }), []);
  return { state, look, fail, reset };
}
