import { useLingui } from "@lingui/react/macro";
import { useConversation, useMyId, useStaff, useUnreadTotal } from "@store";
import { useEffect } from "react";
import { useLocation } from "wouter";
import { isSaved } from "@features/saved";
import { conversationOf, isModeration } from "./paths";

/** The title of the page: how many wait, where one is, and the name. */
export function PageTitle() {
  const [path] = useLocation();
  const open = conversationOf(path);
  return open ? <ConversationTitle id={open.id} /> : <ScreenTitle path={path} />;
}

function ConversationTitle({ id }: { id: string }) {
  const { t } = useLingui();
  const conversation = useConversation(id);
  const me = useMyId();
  const other = conversation?.members.find((member) => member.account.id !== me)?.account;
  if (conversation && isSaved(conversation)) return <Title name={t`Saved`} />;
  return <Title name={conversation?.title ?? (other ? other.name || `@${other.handle}` : t`Conversation`)} />;
}

function ScreenTitle({ path }: { path: string }) {
  const { t } = useLingui();
  const staff = useStaff();
  const names: Record<string, string> = {
    "/inbox": t`Inbox`,
    "/inbox/archived": t`Archived`,
    "/inbox/new": t`New message`,
    "/inbox/new/group": t`New group`,
    "/inbox/search": t`Search`,
    "/profile": t`Profile`,
    "/profile/edit": t`Edit profile`,
    "/signup": t`Create an account`,
    "/signin": t`Sign in`,
    "/recover": t`Recover your account`,
  };
  if (path.startsWith("/@")) return <Title name={decodeURIComponent(path.slice(1).split("/")[0] ?? "")} />;
  if (path.startsWith("/friends")) return <Title name={t`Friends`} />;
  if (path.startsWith("/join/")) return <Title name={t`Group`} />;
  if (path.startsWith("/inbox/requests")) return <Title name={t`Message requests`} />;
  if (staff && isModeration(path)) return <Title name={t`Moderation`} />;
  if (path.startsWith("/settings")) return <Title name={t`Settings`} />;
  return <Title name={names[path]} />;
}

function Title({ name }: { name: string | undefined }) {
  const unread = useUnreadTotal();
  const words = name === undefined ? "Causerie" : `${name} · Causerie`;
  const title = unread > 0 ? `(${unread}) ${words}` : words;
  useEffect(() => {
    document.title = title;
  }, [title]);
  return null;
}
