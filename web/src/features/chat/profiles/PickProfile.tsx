import { Trans, useLingui } from "@lingui/react/macro";
import { useId, useState } from "react";
import { createPortal } from "react-dom";
import { isGroup, type Content, type Profile } from "@data";
import { problemText, useConversation, useInbox, useSession } from "@store";
import { useFound } from "@store/found";
import { Avatar } from "@ui/Avatar";
import { Button } from "@ui/Button";
import { Dialog } from "@ui/Dialog";
import { EmptyState } from "@ui/EmptyState";
import { SearchField } from "@ui/SearchField";
import { SkeletonRows } from "@ui/Skeleton";
import forward from "../forward/Forward.module.css";

type Props = { id: string; onSend: (content: Content) => void; onClose: () => void };

/** Whose profile is sent: one's own first, then whom one talks with, everybody else by name. */
export default function PickProfile({ id, onSend, onClose }: Props) {
  const { t } = useLingui();
  const group = useId();
  const [typed, setTyped] = useState("");
  const [chosen, setChosen] = useState<Profile>();
  const q = typed.trim().replace(/^@/u, "");
  const { people, waiting, cause } = usePeople(q, id);
  const shown = chosen && !people.some((one) => one.id === chosen.id) ? [chosen, ...people] : people;
  return createPortal(
    <Dialog
      open
      title={t`Send a profile`}
      onClose={onClose}
      actions={
        <Button kind="primary" disabled={!chosen} onClick={() => chosen && onSend({ type: "profile", profile: chosen.id })}>
          <Trans>Send</Trans>
        </Button>
      }
    >
      <div className={forward.search}>
        <SearchField label={t`Name or handle`} value={typed} onChange={setTyped} />
      </div>
      <p className={forward.note}>{t`Each sees what this profile shows them, also when it changes.`}</p>
      {cause !== undefined && <p className={forward.problem}>{problemText(cause)}</p>}
      <ul className={forward.list} role="radiogroup" aria-label={t`People`}>
        {shown.map((one) => (
          <li key={one.id} role="presentation">
            <Choice person={one} group={group} chosen={one.id === chosen?.id} onChoose={() => setChosen(one)} />
          </li>
        ))}
      </ul>
      {shown.length === 0 && waiting && <SkeletonRows count={3} />}
      {shown.length === 0 && !waiting && cause === undefined && (
        <EmptyState art="none" title={t`Nobody by that name`}>
          <Trans>Check the spelling.</Trans>
        </EmptyState>
      )}
    </Dialog>,
    document.querySelector("main") ?? document.body,
  );
}

function Choice({ person, group, chosen, onChoose }: { person: Profile; group: string; chosen: boolean; onChoose: () => void }) {
  const { t } = useLingui();
  const { me } = useSession();
  const name = person.name || person.handle;
  return (
    <label className={forward.choice}>
      <Avatar name={name} src={person.avatar?.small} size={48} seed={person.id} />
      <span className={forward.words}>
        <b dir="auto">{name}</b>
        <span>
          @{person.handle}
          {person.id === me?.id && ` · ${t`You`}`}
        </span>
      </span>
      <input type="radio" name={group} className={forward.radio} checked={chosen} aria-label={name} onChange={onChoose} />
    </label>
  );
}

/** Those whom one may choose among; not the one who would be sent their own. */
function usePeople(q: string, conversation: string): { people: readonly Profile[]; waiting: boolean; cause?: unknown } {
  const { me } = useSession();
  const { items } = useInbox("inbox");
  const within = useConversation(conversation);
  const found = useFound(q);
  const other = within && !isGroup(within) && within.members.length === 2 ? within.members.find(({ account }) => account.id !== me?.id)?.account.id : undefined;
  const known = [...(me ? [me] : []), ...items.flatMap(({ peer }) => (peer && !peer.blocked ? [peer] : []))];
  const people = q === "" ? known : (found.people ?? []);
  const once = new Map(people.map((one) => [one.id, one]));
  return { people: [...once.values()].filter((one) => one.id !== other), waiting: q !== "" && found.waiting, cause: found.cause };
}
