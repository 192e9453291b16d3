import { plural } from "@lingui/core/macro";
import { useLingui } from "@lingui/react/macro";
import { confirm } from "@ui/confirm";
import { toast } from "@ui/toast";
import { useStore } from "@store";
import type { Answers, ConversationRow, ID, Profile } from "@data";
import { report } from "@features/safety";

export type Action = Answers["action"];
/** A request: where it is, and whose. */
export type Asked = { id: ID; person: Profile };

/** A request as the list of them shows it: each is from one person. */
export type RequestRow = ConversationRow & { peer: Profile };

export const askedOf = ({ conversation, peer }: RequestRow): Asked => ({ id: conversation.id, person: peer });

/** Answers requests, one or several: asks first where something is taken. `onDone` runs once it is decided. */
export function useAnswer(onDone: (action: Action) => void): (action: Action, requests: Asked[]) => void {
  const { t } = useLingui();
  const store = useStore();

  async function answer(action: Action, requests: Asked[]) {
    const [first] = requests;
    if (!first) return;
    if (action === "report") return report({ kind: "request", asked: requests, onDone: () => onDone(action) });
    if ((action === "delete" || action === "block") && !(await confirm(question(action, requests.length, nameOf(first.person))))) return;
    onDone(action);
    await store.answer({ action, conversations: requests.map((one) => one.id) });
    const count = requests.length;
    if (action === "show") toast(plural(count, { one: "Moved to your message requests", other: "# requests moved to your message requests" }));
  }

  function question(action: "delete" | "block", count: number, name: string) {
    if (action === "delete") {
      return {
        title: plural(count, { one: "Delete this request?", other: "Delete # requests?" }),
        body: count === 1 ? t`It is gone for you. ${name} isn’t told, and for a while can’t send you another.` : t`They are gone for you. Nobody is told, and for a while their senders can’t send you another.`,
        action: t`Delete`,
        danger: true,
      };
    }
    return {
      title: count === 1 ? t`Block ${name}?` : plural(count, { one: "Block # person?", other: "Block # people?" }),
      body: t`The request is gone for you. They can no longer write to you, find you or see when you are here. They are not told.`,
      action: t`Block`,
      danger: true,
    };
  }

  return (action, requests) => void answer(action, requests);
}

function nameOf(person: Profile): string {
  return person.name || person.handle;
}
