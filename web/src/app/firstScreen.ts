import { idle, until, type Store } from "@data";

/** Resolves when the first screen has what it shows, and nothing else is to be done: what only later screens need may load now. */
export async function firstScreen(store: Store): Promise<void> {
  await until(store.session, ({ status }) => status !== "loading");
  if (store.session.get().status === "signedIn") await until(store.inbox("inbox"), ({ status }) => status !== "loading");
  await idle();
}
