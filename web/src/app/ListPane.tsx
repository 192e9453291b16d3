import { SkeletonRows } from "@ui/Skeleton";
import { Suspense, useState } from "react";
import { useLocation } from "wouter";
import { InboxPane, InboxSearch, NewMessage, RequestsPane } from "./features";
import { conversationOf } from "./paths";

/** The left pane: the inbox, its archive, a search or the choice of a person. Under an open conversation it stays what it was. */
export function ListPane() {
  const [path] = useLocation();
  const [list, setList] = useState("/inbox");
  const wanted = conversationOf(path) ? (/^\/inbox\/(archived$|requests)/.test(list) ? list.replace(/\/select$/, "") : "/inbox") : path;
  if (wanted !== list) setList(wanted);
  return <Suspense fallback={<SkeletonRows />}>{pick(wanted)}</Suspense>;
}

function pick(list: string) {
  switch (list) {
    case "/inbox/new":
      return <NewMessage />;
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
