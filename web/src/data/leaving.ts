/** The end on the server of a session that was left here. */
import type { Api } from "./api";
import { asProblem } from "./problem";
import type { Storage } from "./storage";

export interface Leaving {
  /** Ends it. Where the server cannot be reached, the next opening of the app tries again. */
  finish(): Promise<void>;
  /** Resolves when no end is under way. */
  settled(): Promise<void>;
}

export function createLeaving(api: Api, storage: Storage): Leaving {
  let underWay: Promise<void> | undefined;
  const end = async () => {
    try {
      await api.signOut("current");
    } catch (cause) {
      if (asProblem(cause).status !== 401) return;
    }
    await storage.setMeta("leaving", undefined);
  };
  return {
    finish: () => (underWay ??= end().finally(() => (underWay = undefined))),
    settled: async () => underWay,
  };
}
