import { useConversation, useKnownProfile, useSession } from "@store";
import type { Conversation, Message, Profile } from "@data";
import { signal, useSignal } from "@ui/signal";

/** Whether someone's pictures are blurred for who has chosen so: those of no friend, except where one writes to them alone and has accepted it. */
export function isVeiled(conversation: Pick<Conversation, "kind" | "request"> | undefined, sender: Pick<Profile, "relation"> | undefined): boolean {
  if (sender?.relation?.friend) return false;
  return conversation?.kind !== "direct" || conversation.request?.state === "received";
}

/** By whom one has asked to see pictures, as long as this tab lives; with who asked, as several people may sign in here. */
const asked = signal<ReadonlySet<string>>(new Set());

/** Whether what a message shows is blurred, and how one asks to see all that its sender shows. */
export function useVeil({ conversationId, sender, mine }: Pick<Message, "conversationId" | "sender" | "mine">): readonly [boolean, () => void] {
  const { me, privacy } = useSession();
  const conversation = useConversation(conversationId);
  const person = useKnownProfile(sender);
  const key = `${me?.id} ${sender}`;
  const shown = useSignal(asked).has(key);
  const show = () => asked.set(new Set(asked.get()).add(key));
  return [privacy?.strangerPictures === false && !mine && !shown && isVeiled(conversation, person), show];
}

/** Whether letters stand for someone's face in a group. */
export function useVeiledFace(person: Profile | undefined): boolean {
  const { me, privacy } = useSession();
  const id = person?.id ?? "";
  const relation = useKnownProfile(id)?.relation ?? person?.relation;
  const shown = useSignal(asked).has(`${me?.id} ${id}`);
  return privacy?.strangerPictures === false && !shown && me?.id !== id && isVeiled(undefined, { relation });
}
