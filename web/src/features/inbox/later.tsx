import { lazy } from "react";

const LazyNewMessage = lazy(() => import("./NewMessage"));
const LazyInboxSearch = lazy(() => import("./InboxSearch"));

/** The choice of a person to write to, loaded when it is first needed. */
export function NewMessage() {
  return <LazyNewMessage />;
}

/** Search over all conversations, loaded when it is first needed. */
export function InboxSearch() {
  return <LazyInboxSearch />;
}
