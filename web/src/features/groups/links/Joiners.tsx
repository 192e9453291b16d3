import { plural } from "@lingui/core/macro";
import { Trans, useLingui } from "@lingui/react/macro";
import { CheckIcon } from "@phosphor-icons/react/dist/csr/Check";
import { XIcon } from "@phosphor-icons/react/dist/csr/X";
import { useEffect, useState } from "react";
import { Link } from "wouter";
import type { Conversation, Joiner } from "@data";
import { IconButton } from "@ui/IconButton";
import { Section } from "@ui/Section";
import { toast } from "@ui/toast";
import { MemberFace } from "../MemberFace";
import { nameOf } from "../names";
import { useGroups } from "../useGroups";
import { linkProblem } from "./linkText";
import css from "./links.module.css";

/** Who waits to be let into a group, for its admins. Nothing where nobody does. */
export default function Joiners({ conversation }: { conversation: Conversation }) {
  const { t } = useLingui();
  const groups = useGroups();
  const { id, joiners: count = 0 } = conversation;
  const [waiting, setWaiting] = useState<readonly Joiner[]>([]);
  const [busy, setBusy] = useState<string>();

  // The server tells how many there are whenever that changes: then it is asked who.
  useEffect(() => {
    let here = true;
    groups.joiners(id).then(
      (list) => here && setWaiting(list),
      () => undefined, // offline, the number is what is known
    );
    return () => {
      here = false;
    };
  }, [groups, id, count]);

  const answer = async ({ account }: Joiner, accept: boolean) => {
    setBusy(account.id);
    try {
      await groups.answerJoiner(id, account.id, accept);
    } catch (cause) {
      toast(linkProblem(cause));
    }
    setWaiting(await groups.joiners(id).catch(() => waiting));
    setBusy(undefined);
  };

  if (waiting.length === 0) return null;
  const number = Math.max(count, waiting.length);
  return (
    <Section title={plural(number, { one: "# person asks to join", other: "# people ask to join" })} quiet className={css.queue}>
      <p className={css.hint}>
        <Trans>Who is turned down isn’t told.</Trans>
      </p>
      <ul className={css.people} aria-label={t`Who asks to join`}>
        {waiting.map((joiner) => {
          const name = nameOf(joiner.account);
          return (
            <li key={joiner.account.id} className={css.person}>
              <MemberFace person={joiner.account} size={40} />
              <Link href={`/@${joiner.account.handle}`} className={css.words}>
                <b dir="auto">{name}</b>
                <span>@{joiner.account.handle}</span>
              </Link>
              <IconButton label={t`Turn ${name} down`} icon={<XIcon />} disabled={busy !== undefined} onClick={() => void answer(joiner, false)} />
              <IconButton label={t`Let ${name} in`} icon={<CheckIcon weight="bold" />} disabled={busy !== undefined} onClick={() => void answer(joiner, true)} />
            </li>
          );
        })}
      </ul>
    </Section>
  );
}
