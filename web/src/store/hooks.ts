import { useEffect, useMemo } from "react";
import type { ConnectionState, Conversation, Folder, ID, InboxState, Presence, Profile, Readable, SessionState, Timeline, TimelineState } from "@data";
import { useReadable, useStore } from "./context";

export function useSession(): SessionState {
  return useReadable(useStore().session);
}

/** The person's own id; the empty string when nobody is signed in. */
export function useMyId(): ID {
  return useSession().me?.id ?? "";
}

/** Whether the person is of the staff: a moderator or an admin. */
export function useStaff(): boolean {
  return Boolean(useSession().me?.role);
}

export function useConnection(): ConnectionState {
  return useReadable(useStore().connection);
}

export function useInbox(folder: Folder): InboxState {
  return useReadable(useStore().inbox(folder));
}

export function useUnreadTotal(): number {
  return useReadable(useStore().unreadTotal);
}

/** The view of a conversation; of none without an id. */
export function useConversation(id: ID | undefined): Conversation | undefined {
  const store = useStore();
  return useReadable(id === undefined ? NONE : store.conversation(id));
}

const NONE: Readable<undefined> = { get: () => undefined, subscribe: () => () => undefined };

/** The timeline of a conversation while it is on screen. */
export function useTimeline(id: ID): [TimelineState, Timeline] {
  const timeline = useStore().timeline(id);
  useEffect(() => () => timeline.close(), [timeline]);
  return [useReadable(timeline), timeline];
}

/** Who is typing in a conversation, others only. */
export function useTyping(id: ID): ID[] {
  return useReadable(useStore().typing(id));
}

/** Whether someone is there, and since when not; undefined while it cannot be known, and of nobody. */
export function usePresence(accountId: ID | undefined): Presence | undefined {
  const store = useStore();
  const presence = useReadable<Presence | undefined>(accountId === undefined ? NONE : store.presence(accountId));
  return useConnection() === "offline" ? undefined : presence;
}

/** Someone of a list as they are known now: with what changed since the list was made, and what waits to leave. */
export function usePerson(listed: Profile): Profile {
  return useReadable(useStore().knownProfile(listed.id)) ?? listed;
}

/** What people are called, as far as it is known. */
export function useNames(ids: readonly ID[]): readonly (string | undefined)[] {
  const store = useStore();
  const key = ids.join();
  const joined = useMemo((): Readable<string> => {
    const people = key === "" ? [] : key.split(",").map((id) => store.knownProfile(id));
    return {
      // One text, which is the same as long as the names are.
      get: () => people.map((one) => one.get()).map((one) => one?.name || one?.handle || "").join("\n"),
      subscribe: (run) => {
        const stops = people.map((one) => one.subscribe(run));
        return () => stops.forEach((stop) => stop());
      },
    };
  }, [store, key]);
  const names = useReadable(joined).split("\n");
  return ids.map((_, i) => names[i] || undefined);
}

export function useKnownProfile(id: ID): Profile | undefined {
  return useReadable(useStore().knownProfile(id));
}

