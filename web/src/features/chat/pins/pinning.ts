import { isGroup, Problem, type Conversation, type Message, type Store } from "@data";
import { problemText } from "@store";
import { toast } from "@ui/toast";

/** As many messages of a conversation are pinned at once. */
const MOST = 3;

/** Whether this person may pin messages: both in a conversation of two once they write to each other, in a group whoever changes its name. */
export function mayPin(conversation: Conversation): boolean {
  if (!isGroup(conversation)) return conversation.request === undefined;
  return conversation.rules?.edit !== "admins" || conversation.role !== "member";
}

/** Pins a message, or takes it out of view. Says why where there is no room. */
export function pin(store: Store, { conversationId: id, seq }: Pick<Message, "conversationId" | "seq">, on: boolean): void {
  if (seq === undefined) return;
  const pins = store.conversation(id).get()?.pins ?? [];
  if (on && pins.length >= MOST && !pins.includes(seq)) toast(problemText(new Problem({ status: 409, code: "too_many_pins" })));
  else void store.pin(id, seq, on);
}
