import { useState, type ReactNode } from "react";
import { plural } from "@lingui/core/macro";
import { useLingui } from "@lingui/react/macro";
import { confirm } from "@ui/confirm";
import { toast } from "@ui/toast";
import { useStore } from "@store";
import type { Answers, ConversationRow, ID, Profile } from "@data";
import { ReportDialog } from "./ReportDialog";

export type Action = Answers["action"];
/** A request: where it is, and whose. */
export type Asked = { id: ID; person: Profile };

export const askedOf = ({ conversation, peer }: ConversationRow): Asked => ({ id: conversation.id, person: peer });

/**
 * Answers requests, one or several: asks first where something is taken, and offers to block whom one reports. `onDone` runs once it is
 * decided. Render `dialog`.
 */
export function useAnswer(onDone: (action: Action) => void): { answer: (action: Action, requests: Asked[]) => void; dialog: ReactNode } {
  const { t } = useLingui();
  const store = useStore();
  const [reporting, setReporting] = useState<Asked[]>([]);
  const [open, setOpen] = useState(false);

  async function send(action: Action, requests: Asked[], report: Pick<Answers, "reason" | "text"> = {}) {
    onDone(action);
    await store.answer({ action, conversations: requests.map((one) => one.id), ...report });
  }

  async function answer(action: Action, requests: Asked[]) {
    const [first] = requests;
    if (!first) return;
    if (action === "report") {
      setReporting(requests);
      return setOpen(true);
    }
    if ((action === "delete" || action === "block") && !(await confirm(question(action, requests.length, nameOf(first.person))))) return;
    await send(action, requests);
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

  async function report(given: Pick<Answers, "reason" | "text">) {
    setOpen(false);
    const people = reporting.map((one) => one.person);
    const [first] = people;
    await send("report", reporting, given);
    if (!first) return;
    const name = nameOf(first);
    const count = people.length;
    const block = await confirm({
      title: count === 1 ? t`Reported. Block ${name} too?` : plural(count, { one: "Reported. Block # person too?", other: "Reported. Block # people too?" }),
      body: t`They could no longer write to you, find you or see when you are here. They are not told.`,
      action: t`Block`,
      danger: true,
    });
    if (!block) return;
    for (const person of people) await store.relate(person, { what: "block", on: true });
    toast(count === 1 ? t`${name} is blocked` : plural(count, { one: "# person is blocked", other: "# people are blocked" }));
  }

  return {
    answer: (action, requests) => void answer(action, requests),
    dialog: <ReportDialog key={String(open)} open={open} count={reporting.length} onClose={() => setOpen(false)} onSend={(given) => void report(given)} />,
  };
}

function nameOf(person: Profile): string {
  return person.name || person.handle;
}
