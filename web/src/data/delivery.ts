import type { Delivery, Message } from "./store";
import type { Conversation } from "./types";

/** How far one of my messages came. The others' positions are absent where someone hides receipts: then it stays "sent". */
export function delivery(message: Pick<Message, "state" | "seq" | "sender">, conversation: Conversation): Delivery {
  const seq = message.seq;
  if (message.state !== "sent" || seq === undefined) return message.state === "failed" ? "failed" : "sending";
  const others = conversation.members.filter((member) => member.account.id !== message.sender);
  if (others.some((member) => (member.readSeq ?? 0) >= seq)) return "read";
  if (others.some((member) => (member.deliveredSeq ?? 0) >= seq)) return "delivered";
  return "sent";
}
