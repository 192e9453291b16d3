/** Conversations: messages, the composer, details. */
export { ConversationPane } from "./ConversationPane";
export { DetailsPane } from "./later";
