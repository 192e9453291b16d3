import { plural } from "@lingui/core/macro";
import { Trans, useLingui } from "@lingui/react/macro";
import { createPortal } from "react-dom";
import { Link } from "wouter";
import type { ID } from "@data";
import type { Tallied } from "@data/polls";
import { useKnownProfile, useMyId } from "@store";
import { Avatar } from "@ui/Avatar";
import { Dialog } from "@ui/Dialog";
import { useVeiledFace } from "../photos/veiled";
import css from "./Poll.module.css";

type Props = { question: string; options: readonly Tallied[]; voters: number; onClose: () => void };

/** Who chose what in a poll by name. */
export default function Votes({ question, options, voters, onClose }: Props) {
  const { t } = useLingui();
  return createPortal(
    <Dialog open title={t`Votes`} onClose={onClose}>
      <div>
        <p className={css.question} dir="auto">
          {question}
        </p>
        <p className={css.summary}>{plural(voters, { one: "# person voted", other: "# people voted" })}</p>
      </div>
      {options.map(({ text, by, count }, i) => (
        <section key={text} className={css.chosen} aria-labelledby={`votes-${i}`}>
          <h3 id={`votes-${i}`} dir="auto">
            {text} <span>{plural(count, { one: "# vote", other: "# votes" })}</span>
          </h3>
          {count === 0 ? (
            <p className={css.summary}>
              <Trans>Nobody</Trans>
            </p>
          ) : (
            <ul>
              {by.map((person) => (
                <Voter key={person} id={person} />
              ))}
            </ul>
          )}
        </section>
      ))}
    </Dialog>,
    document.querySelector("main") ?? document.body,
  );
}

function Voter({ id }: { id: ID }) {
  const { t } = useLingui();
  const me = useMyId();
  const person = useKnownProfile(id);
  const veiled = useVeiledFace(person);
  const name = person?.name || person?.handle || t`Someone`;
  const face = (
    <>
      <Avatar name={name} src={veiled ? undefined : person?.avatar?.small} size={40} seed={id} />
      <span dir="auto">{id === me ? t`You` : name}</span>
    </>
  );
  return <li>{person?.handle && id !== me ? <Link href={`/@${person.handle}`}>{face}</Link> : <span>{face}</span>}</li>;
}
