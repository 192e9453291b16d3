/** Conversations: messages, the composer, details. */
export { ConversationPane, Talk, type Party } from "./ConversationPane";
export type { Typed } from "./composer/Composer";
export { Text } from "./messages/Bubble";
export { Item, MessageRow, type RowProps } from "./messages/MessageRow";
export { DetailsPane, SendProfile } from "./later";
export { HeaderFrame } from "./Header";
export { useVeil, useVeiledFace } from "./photos/veiled";
