import { lazy } from "react";

/* Every feature is a chunk of its own, loaded when one of its screens is first needed. */

const inbox = () => import("@features/inbox");
const chat = () => import("@features/chat");

export const InboxPane = lazy(() => inbox().then((m) => ({ default: m.InboxPane })));
export const InboxSearch = lazy(() => inbox().then((m) => ({ default: m.InboxSearch })));
export const NewMessage = lazy(() => inbox().then((m) => ({ default: m.NewMessage })));
export const ConversationPane = lazy(() => chat().then((m) => ({ default: m.ConversationPane })));
export const DetailsPane = lazy(() => chat().then((m) => ({ default: m.DetailsPane })));

/* These load each of their screens by itself. */
export { EditProfile, Recover, Settings, SignIn, SignUp, Welcome } from "@features/account";
export { Friends, ProfileScreen } from "@features/people";

/** Starts loading what a signed-in person sees first, before it is asked for. What cannot be had now is asked for again then. */
export function prefetch(): void {
  for (const load of [inbox, chat]) load().catch(() => undefined);
}
