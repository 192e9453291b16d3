import { useEffect, useState } from "react";
import { useInbox, useReadable, useStore } from "@store";
import type { Profile } from "@data";

/** A profile by handle ("" for none yet): what this device knows at once, then what the server says, and what changes while one looks. */
export function useProfile(handle: string) {
  const store = useStore();
  const { items } = useInbox("inbox");
  const changes = useReadable(store.relations);
  const [loaded, setLoaded] = useState<Profile>();
  const [cause, setCause] = useState<unknown>();
  const [turn, setTurn] = useState(0);

  useEffect(() => {
    if (handle === "") return;
    let here = true;
    store.profile(`@${handle}`).then(
      (person) => {
        if (!here) return;
        setLoaded(person);
        setCause(undefined);
      },
      (failure: unknown) => here && setCause(failure),
    );
    return () => {
      here = false;
    };
  }, [store, handle, turn, changes]);

  const listed = loaded ?? items.find(({ peer }) => peer?.handle === handle)?.peer;
  const known = useReadable(store.knownProfile(listed?.id ?? "")) ?? listed;
  // A failure hides what is known only when the server itself says that there is nothing.
  const gone = typeof cause === "object" && cause !== null && "status" in cause && cause.status === 404;
  return {
    person: gone ? undefined : known,
    cause,
    reload() {
      setCause(undefined);
      setTurn((n) => n + 1);
    },
  };
}
