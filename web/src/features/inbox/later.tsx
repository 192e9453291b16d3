import { withTexts } from "@i18n";
import { later } from "@ui/later";

const LazyNewMessage = later(() => import("./NewMessage"));
const LazyInboxSearch = later(() => withTexts(import("./search/InboxSearch")));

/** The choice of a person to write to, loaded when it is first needed. */
export function NewMessage() {
  return <LazyNewMessage />;
}

/** Search over all conversations, loaded when it is first needed. */
export function InboxSearch() {
  return <LazyInboxSearch />;
}
