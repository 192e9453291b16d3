import { lazy } from "react";

/** Conversations: messages, the composer, details. */
export { ConversationPane } from "./ConversationPane";
export const DetailsPane = lazy(() => import("./details/DetailsPane"));
