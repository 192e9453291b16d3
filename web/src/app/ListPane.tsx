import type { Folder } from "@data";
import { useConversation } from "@store";
import { SkeletonRows } from "@ui/Skeleton";
import { Suspense, useState } from "react";
import { useLocation } from "wouter";
import { InboxPane, InboxSearch, NewGroup, NewMessage, RequestsPane } from "./features";
import { conversationOf } from "./paths";

/** The left pane: the inbox, its archive, a search or the choice of a person. Under an open conversation it stays what it was. */
export function ListPane() {
  const [path] = useLocation();
  const [list, setList] = useState<string>();
  const open = conversationOf(path);
  // Opened by its address, a conversation stands beside the list that it is in.
  const conversation = useConversation(list === undefined ? open?.id : undefined);
  const wanted = open ? under(list ?? PATHS[conversation?.folder ?? "inbox"]) : path;
  if (wanted !== list && (list !== undefined || !open || conversation)) setList(wanted);
  return <Suspense fallback={<SkeletonRows />}>{pick(wanted)}</Suspense>;
}

const PATHS: Record<Folder, string> = { inbox: "/inbox", archived: "/inbox/archived", requests: "/inbox/requests", hidden: "/inbox/requests/hidden" };

/** What a list is under an open conversation: a search and a choice are over. */
function under(list: string): string {
  return /^\/inbox\/(archived$|requests)/.test(list) ? list.replace(/\/select$/, "") : "/inbox";
}

function pick(list: string) {
  switch (list) {
    case "/inbox/new":
      return <NewMessage />;
    case "/inbox/new/group":
      return <NewGroup />;
    case "/inbox/search":
      return <InboxSearch />;
    case "/inbox/requests":
    case "/inbox/requests/select":
      return <RequestsPane folder="requests" selecting={list !== "/inbox/requests"} />;
    case "/inbox/requests/hidden":
    case "/inbox/requests/hidden/select":
      return <RequestsPane folder="hidden" selecting={list !== "/inbox/requests/hidden"} />;
    default:
      return <InboxPane folder={list === "/inbox/archived" ? "archived" : "inbox"} />;
  }
}
