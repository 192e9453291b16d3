/** Waiting for contacts, whose code is loaded when it is first needed. */
import type { Waiting, WaitingPort } from "./waiting";

export function waitingFor(port: WaitingPort): Pick<Waiting, "keep" | "forget" | "ask"> {
  let made: Promise<Waiting> | undefined;
  const waiting = () => {
    made ??= import("./waiting").then(({ Waiting }) => new Waiting(port));
    made.catch(() => (made = undefined)); // without a network, and not kept yet
    return made;
  };
  return {
    keep: async (...given) => (await waiting()).keep(...given),
    forget: async () => (await waiting()).forget(),
    ask: async () => (await waiting()).ask(),
  };
}
