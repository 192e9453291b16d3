import { loadWelcome } from "@features/account";
import { conversationOf, hasInside } from "./paths";
import { chunk, screen } from "./screens";

/* Every feature is a chunk of its own, loaded when one of its screens is first needed. */

const inbox = chunk(() => import("@features/inbox"));
const chat = chunk(() => import("@features/chat"));
const welcome = chunk(loadWelcome);

export const InboxPane = screen(inbox, (m) => m.InboxPane);
export const InboxSearch = screen(inbox, (m) => m.InboxSearch);
export const NewMessage = screen(inbox, (m) => m.NewMessage);
export const ConversationPane = screen(chat, (m) => m.ConversationPane);
export const DetailsPane = screen(chat, (m) => m.DetailsPane);
export const Welcome = screen(welcome, (m) => m.Welcome);

/* These load each of their screens by itself. */
export { CountTime, EditProfile, NewSignIn, Recover, Settings, SignIn, SignUp } from "@features/account";
export { JoinGroup, NewGroup } from "@features/groups";
export { Moderation } from "@features/moderation";
export { Friends, ProfileScreen } from "@features/people";
export { RequestsPane } from "@features/requests";
export { ReportHost } from "@features/safety";

/** Starts loading what a signed-in person sees first, before it is asked for. What cannot be had now is asked for again then. */
export function prefetch(): void {
  for (const { load } of [inbox, chat]) load().catch(() => undefined);
}

/** Loads the screen of an address, and nothing else that would hold it up. What cannot be had now is asked for again then. */
export async function prefetchScreen(path: string): Promise<void> {
  const first = path === "/welcome" ? welcome : conversationOf(path) ? chat : hasInside(path) ? inbox : undefined;
  await first?.load().catch(() => undefined);
}
