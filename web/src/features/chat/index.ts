/** Conversations: messages, the composer, details. */
export { ConversationPane, Talk, type Party } from "./ConversationPane";
export { Item, MessageRow, type RowProps } from "./messages/MessageRow";
export { DetailsPane } from "./later";
export { HeaderFrame } from "./Header";
