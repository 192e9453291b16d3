import { t } from "@lingui/core/macro";
import type { Conversation, ConversationRow } from "@data";
import { foldText } from "@data/fold";

export const isSaved = ({ kind }: Pick<Conversation, "kind">): boolean => kind === "saved";

/** What a conversation is called; what one saves, in the language of who looks. */
export const rowName = ({ conversation, name }: Pick<ConversationRow, "conversation" | "name">): string => (isSaved(conversation) ? t`Saved` : name);

/** Whether what one saves is found by a text: by the beginning of its name. */
export const savedMatches = (q: string): boolean => q !== "" && foldText(t`Saved`).startsWith(foldText(q));
