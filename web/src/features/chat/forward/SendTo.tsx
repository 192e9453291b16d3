import { t as now } from "@lingui/core/macro";
import { Trans, useLingui } from "@lingui/react/macro";
import { useState } from "react";
import { isGroup, mayWrite, type ConversationRow, type ID, type Profile } from "@data";
import { problemText, reachText, useConnection, useInbox, useMyId, useStore } from "@store";
import { useFound } from "@store/found";
import { Avatar } from "@ui/Avatar";
import { Button } from "@ui/Button";
import { Dialog } from "@ui/Dialog";
import { EmptyState } from "@ui/EmptyState";
import { SearchField } from "@ui/SearchField";
import { SkeletonRows } from "@ui/Skeleton";
import { toast } from "@ui/toast";
import { isSaved, SavedFace, savedMatches } from "@features/saved";
import css from "./Forward.module.css";

/** To how many conversations at once. */
const MOST = 5;

/** A conversation, or someone with whom there may be none yet. */
type Target = { key: ID; name: string; handle?: string; picture?: string; person?: Profile; conversation?: ID; why?: string; closed?: boolean; saved?: boolean };

type Props = {
  title: string;
  /** What is said of what goes. */
  note?: string;
  /** What the button says, of so many. */
  action: (count: number) => string;
  /** What is said when it has gone. */
  done: (count: number, name: string) => string;
  /** The conversation that it comes from. */
  from?: ID;
  /** A request takes it. */
  textOnly: boolean;
  send: (conversation: ID, name: string) => Promise<void>;
  onClose: () => void;
};

/** Where something goes: who one talks with first, everybody else by name. */
export default function SendTo({ title, note, action, done, from, textOnly, send, onClose }: Props) {
  const { t } = useLingui();
  const store = useStore();
  const offline = useConnection() === "offline";
  const [chosen, setChosen] = useState<readonly Target[]>([]);
  const [typed, setTyped] = useState("");
  const [busy, setBusy] = useState(false);
  const [cause, setCause] = useState<unknown>();
  const q = typed.trim().replace(/^@/u, "");
  const { targets, waiting, problem } = useTargets(q, from, textOnly);
  const full = chosen.length >= MOST;
  const keys = new Set(chosen.map(({ key }) => key));
  const toggle = (one: Target) => setChosen(keys.has(one.key) ? chosen.filter(({ key }) => key !== one.key) : [...chosen, one]);

  async function go() {
    setBusy(true);
    setCause(undefined);
    const left = [...chosen];
    try {
      for (const target of chosen) {
        await send(target.conversation ?? (await store.openDirect(target.key)), target.name);
        left.shift();
      }
    } catch (failure) {
      setChosen(left);
      setCause(failure);
      setBusy(false);
      return;
    }
    const [{ name } = { name: "" }] = chosen;
    toast(offline ? t`It leaves when the network is back.` : done(chosen.length, name));
    onClose();
  }

  return (
    <Dialog
      open
      title={title}
      onClose={onClose}
      actions={
        <Button kind="primary" busy={busy} disabled={chosen.length === 0} onClick={() => void go()}>
          {action(chosen.length)}
        </Button>
      }
    >
      <div className={css.search}>
        <SearchField label={t`Name or handle`} value={typed} onChange={setTyped} />
      </div>
      <p className={css.note} role="status">
        {full ? t`You can choose ${MOST} at once.` : note}
      </p>
      {cause !== undefined && (
        <p className={css.problem} role="alert">
          {problemText(cause)}
        </p>
      )}
      {problem !== undefined && <p className={css.problem}>{problemText(problem)}</p>}
      <ul className={css.list} aria-label={t`Conversations and people`}>
        {[...chosen.filter(({ key }) => !targets.some((one) => one.key === key)), ...targets].map((target) => (
          <li key={target.key}>
            <Choice target={target} chosen={keys.has(target.key)} full={full} onToggle={() => toggle(target)} />
          </li>
        ))}
      </ul>
      {targets.length === 0 && waiting && <SkeletonRows count={3} />}
      {targets.length === 0 && !waiting && problem === undefined && (
        <EmptyState art="none" title={q === "" ? t`No conversations yet` : t`Nobody by that name`}>
          {q === "" ? <Trans>Type a name or a handle above.</Trans> : <Trans>Check the spelling.</Trans>}
        </EmptyState>
      )}
    </Dialog>
  );
}

/** Conversations that one can write in, the latest first, then people by name. A request holds text alone. */
function useTargets(q: string, from: ID | undefined, textOnly: boolean): { targets: Target[]; waiting: boolean; problem?: unknown } {
  const store = useStore();
  const me = useMyId();
  const { items, status } = useInbox("inbox");
  const found = useFound(q);
  const open = ({ conversation, peer }: ConversationRow) => !isSaved(conversation) && (isGroup(conversation) ? mayWrite(conversation) : !peer?.blocked && (textOnly || !conversation.request));
  const rows = (q === "" ? items : store.searchInbox(q)).filter(open);
  const latest = [...rows].sort((a, b) => Number(a.conversation.id === from) - Number(b.conversation.id === from) || (b.preview?.at ?? 0) - (a.preview?.at ?? 0));
  const known = latest.map(({ conversation, name, peer }): Target => ({
    key: peer?.id ?? conversation.id, conversation: conversation.id, name, handle: peer?.handle, picture: (peer ?? conversation).avatar?.small, person: peer,
  }));
  const keys = new Set(known.map(({ key }) => key));
  const others = (found.people ?? []).filter((one) => one.id !== me && !keys.has(one.id)).map((one) => personTarget(one, textOnly));
  const saved = q === "" || savedMatches(q) ? [{ key: me, name: now`Saved`, why: now`Keep it for yourself`, saved: true }] : [];
  return { targets: [...saved, ...known, ...others], waiting: q === "" ? status === "loading" : found.waiting, problem: found.cause };
}

function personTarget(person: Profile, textOnly: boolean): Target {
  const { reach } = person;
  const asks = reach?.outcome === "request";
  return {
    key: person.id, name: person.name || person.handle, handle: person.handle, picture: person.avatar?.small, person,
    closed: reach?.outcome === "none" || (asks && !textOnly),
    why: reach?.outcome === "none" ? reachText(reach) : asks ? now`Gets a message request, which holds text only` : undefined,
  };
}

function Choice({ target, chosen, full, onToggle }: { target: Target; chosen: boolean; full: boolean; onToggle: () => void }) {
  const { key, name, handle, picture, person, why, closed, saved } = target;
  return (
    <label className={css.choice}>
      {saved ? <SavedFace size={48} /> : <Avatar name={name} src={picture} size={48} seed={key} square={!person} />}
      <span className={css.words}>
        <b dir="auto">{name}</b>
        {handle && <span>@{handle}</span>}
        {why && <span>{why}</span>}
      </span>
      <input type="checkbox" className={css.check} checked={chosen} disabled={!chosen && (full || closed)} aria-label={name} onChange={onToggle} />
    </label>
  );
}
