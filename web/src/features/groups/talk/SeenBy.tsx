import { plural } from "@lingui/core/macro";
import { Trans, useLingui } from "@lingui/react/macro";
import { useEffect, useState } from "react";
import { Link } from "wouter";
import type { ID } from "@data";
import { problemText } from "@store";
import { Dialog } from "@ui/Dialog";
import { SkeletonRows } from "@ui/Skeleton";
import { MemberFace } from "../MemberFace";
import { nameOf } from "../names";
import { useGroups } from "../useGroups";
import css from "./talk.module.css";

/** Who has read a message, as far as they and this person show it; in large groups, how many. */
export default function SeenBy({ id, seq, onClose }: { id: ID; seq: number; onClose: () => void }) {
  const { t } = useLingui();
  const groups = useGroups();
  const [seen, setSeen] = useState<Awaited<ReturnType<typeof groups.seen>>>();
  const [cause, setCause] = useState<unknown>();
  useEffect(() => {
    let left = false;
    groups.seen(id, seq).then(
      (answer) => !left && setSeen(answer),
      (failure: unknown) => !left && setCause(failure),
    );
    return () => {
      left = true;
    };
  }, [groups, id, seq]);
  const { count, people = [] } = seen ?? { count: 0 };
  return (
    <Dialog open title={t`Seen by`} onClose={onClose}>
      {seen === undefined && cause === undefined && <SkeletonRows count={2} />}
      {cause !== undefined && (
        <p className={css.problem} role="alert">
          {problemText(cause)}
        </p>
      )}
      {seen && (
        <p className={css.count} role="status">
          {count === 0 ? <Trans>Nobody yet, or nobody who shows it.</Trans> : plural(count, { one: "# person", other: "# people" })}
        </p>
      )}
      <ul className={css.readers} aria-label={t`Seen by`}>
        {people.map((person) => (
          <li key={person.id}>
            <Link href={`/@${person.handle}`} className={css.reader}>
              <MemberFace person={person} size={40} />
              <span dir="auto">{nameOf(person)}</span>
            </Link>
          </li>
        ))}
      </ul>
    </Dialog>
  );
}
