import { useEffect, useState } from "react";
import { plural } from "@lingui/core/macro";
import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { Banner } from "@ui/Banner";
import { Button } from "@ui/Button";
import { Checkbox } from "@ui/Checkbox";
import { Dialog } from "@ui/Dialog";
import { RadioGroup } from "@ui/RadioGroup";
import { TextField } from "@ui/TextField";
import { useStore } from "@store";
import type { Problem, Profile, ReportReason, Store } from "@data";
import type { Asking } from "../asking";
import { REASONS, reasonText } from "../reasons";
import { Messages } from "./Messages";
import { Sent } from "./Sent";

const LONGEST = 2000;

type Props = { asked: Asking; onClose: () => void };

/** Why one reports something, what else the moderators should know, and then what happens next. */
export default function ReportDialog({ asked, onClose }: Props) {
  const { t } = useLingui();
  const store = useStore();
  const [reason, setReason] = useState<ReportReason | "">("");
  const [text, setText] = useState("");
  // Who is written to by a stranger and reports it wants it to end.
  const [block, setBlock] = useState(asked.kind === "request");
  const [seqs, setSeqs] = useState<readonly number[]>(asked.kind === "message" ? asked.seqs : []);
  const [sent, setSent] = useState(false);
  const refused = useRefused(store);
  const trimmed = text.trim();
  const over = [...trimmed].length > LONGEST;
  const people = peopleOf(asked);
  const [first] = people;
  const name = asked.kind === "group" ? asked.title : first ? nameOf(first) : "";
  const owner = first && nameOf(first);
  const count = people.length;
  const blockable = people.some((person) => !person.blocked);

  async function send() {
    if (reason === "") return;
    const given = { reason, text: trimmed || undefined };
    setSent(true);
    if (asked.kind === "request") {
      asked.onDone();
      await store.answer({ action: "report", conversations: asked.asked.map((one) => one.id), ...given });
    } else if (asked.kind === "group") {
      await store.report(asked.conversation, { target: { kind: "group", conversationId: asked.conversation }, ...given });
    } else if (asked.kind === "message" && seqs.length > 0) {
      await store.report(asked.person, { target: { kind: "message", conversationId: asked.conversation, seqs: [...seqs] }, ...given });
    } else {
      await store.report(asked.person, { target: { kind: "profile", accountId: asked.person.id }, ...given });
    }
    if (block) for (const person of people) if (!person.blocked) await store.relate(person, { what: "block", on: true });
  }

  if (sent) return <Sent name={owner} count={count} blocked={block} refused={refused} onLeave={asked.kind === "group" ? asked.onLeave : undefined} onClose={onClose} />;
  return (
    <Dialog
      open
      title={<Title asked={asked} name={name} seqs={seqs.length} />}
      onClose={onClose}
      actions={
        <>
          <Button kind="danger" disabled={over || reason === ""} onClick={() => void send()}>
            <Trans>Report</Trans>
          </Button>
          <Button kind="quiet" onClick={onClose}>
            <Trans>Cancel</Trans>
          </Button>
        </>
      }
    >
      <p>
        {asked.kind === "group" ? (
          <Trans>Moderators see what the group is called and shows, and what its owner wrote last; to see more, they have to say why. Nobody is told who reported it.</Trans>
        ) : asked.kind === "request" ? (
          <Plural
            value={count}
            one="Moderators see the messages. The request is gone for you, and the person is not told who reported them."
            other="Moderators see the messages. The requests are gone for you, and nobody is told who reported them."
          />
        ) : (
          <Trans>Moderators see what you report; to see more, they have to say why. {name} is not told who reported them.</Trans>
        )}
      </p>
      <RadioGroup<ReportReason | ""> label={t`What is it?`} options={REASONS.map((value) => ({ value, label: reasonText(value) }))} value={reason} onChange={setReason} />
      {(reason === "self_harm" || reason === "violence") && (
        <Banner tone="info" title={<Trans>Is someone in danger now?</Trans>}>
          <Trans>Call the emergency services: 112 in Europe. Moderators can take hours.</Trans>
        </Banner>
      )}
      {asked.kind === "message" && <Messages conversation={asked.conversation} person={asked.person.id} first={asked.seqs} chosen={seqs} onChoose={setSeqs} />}
      <TextField
        multiline
        label={t`What else should they know? (optional)`}
        value={text}
        onChange={setText}
        error={over ? t`At most 2,000 characters.` : undefined}
      />
      {blockable && (
        <Checkbox
          label={asked.kind === "group" ? t`Block ${owner}, whose group it is, too` : count === 1 ? t`Block ${name} too` : plural(count, { one: "Block # person too", other: "Block # people too" })}
          hint={t`They could no longer write to you, find you or see when you are here. They are not told.`}
          checked={block}
          onChange={setBlock}
        />
      )}
    </Dialog>
  );
}

function Title({ asked, name, seqs }: { asked: Asking; name: string; seqs: number }) {
  if (asked.kind === "request") return <Plural value={asked.asked.length} one="Report this request" other="Report # requests" />;
  if (asked.kind === "group" || seqs === 0) return <Trans>Report {name}</Trans>;
  return <Plural value={seqs} one="Report this message" other="Report # messages" />;
}

/** Why the server took no report while the dialog is open. */
function useRefused(store: Store): Problem | undefined {
  const [refused, setRefused] = useState<Problem>();
  useEffect(
    () =>
      store.onRefusal(({ kind, problem }) => {
        if (kind === "report" || (kind === "answer" && problem.code === "report_limit")) setRefused(problem);
      }),
    [store],
  );
  return refused;
}

function peopleOf(asked: Asking): Profile[] {
  switch (asked.kind) {
    case "request":
      return asked.asked.map((one) => one.person);
    case "group":
      return asked.owner ? [asked.owner] : [];
    default:
      return [asked.person];
  }
}

function nameOf(person: Profile): string {
  return person.name || person.handle;
}
