/** The list of conversations, the choice of a person, search. */
export { InboxPane } from "./InboxPane";
export { InboxSearch, NewMessage } from "./later";
export { organiseItems, removeAfterAsking, toggleMute } from "./organise";
