import { Trans, useLingui } from "@lingui/react/macro";
import { useCallback, useRef, type RefObject } from "react";
import { Link } from "wouter";
import { dateTime, number } from "@i18n";
import { Button } from "@ui/Button";
import { EmptyState } from "@ui/EmptyState";
import { SkeletonRows } from "@ui/Skeleton";
import { useTitleFocus } from "@ui/navigation";
import { usePages } from "@store";
import type { AuditEntry } from "@data/moderation";
import layout from "../Console.module.css";
import { Failure } from "../Failure";
import { casePath } from "../places";
import { staffProblem } from "../problems";
import { useModeration } from "../useModeration";
import { deedReason, deedText } from "../words";
import css from "./AuditLog.module.css";

const PAGE = 100;

/** All that staff did, for admins; that one reads it is written into it. */
export function AuditLog({ main }: { main: RefObject<HTMLElement | null> }) {
  const api = useModeration();
  const heading = useRef<HTMLHeadingElement>(null);
  useTitleFocus(heading);
  const load = useCallback(
    async (cursor: string | undefined) => {
      const { items, next } = await api.listAudit(Number(cursor ?? 0), PAGE);
      return { items, ...(next !== undefined && { next: String(next) }) };
    },
    [api],
  );
  const list = usePages<AuditEntry>(load);
  return (
    <main ref={main} id="main" tabIndex={-1} className={layout.stage}>
      <div className={css.page}>
        <header className={css.head}>
          <h2 ref={heading} tabIndex={-1}><Trans>Audit log</Trans></h2>
          <p><Trans>Everything that staff did, the last first. Each entry has a hash over the one before it: who changes one breaks the chain. Reading it is logged too.</Trans></p>
        </header>
        {list.status === "loading" && <SkeletonRows />}
        {list.status === "error" && <Failure cause={list.cause} onRetry={list.more} />}
        {list.status === "ready" && list.items.length === 0 && <EmptyState art="seat" title={<Trans>Nothing was done yet</Trans>} />}
        <ol className={css.list}>{list.items.map((entry) => <Entry key={entry.seq} entry={entry} />)}</ol>
        {list.status === "ready" && list.cause !== undefined && <p role="alert">{staffProblem(list.cause)}</p>}
        {list.status === "ready" && (list.hasMore || list.cause !== undefined) && <Button kind="quiet" busy={list.busy} onClick={list.more}><Trans>Show older entries</Trans></Button>}
      </div>
    </main>
  );
}

function Entry({ entry }: { entry: AuditEntry }) {
  const { t } = useLingui();
  const reason = deedReason(entry);
  const of = entry.case;
  return (
    <li className={css.entry}>
      <span className={css.seq}>{number(entry.seq)}</span>
      <div>
        <p className={css.deed}>
          <b>{deedText(entry)}</b> <span>{entry.handle ? `@${entry.handle}` : t`The operator`}</span>
        </p>
        {reason && <q className={css.reason}>{reason}</q>}
        <p className={css.under}>
          <time dateTime={entry.at}>{dateTime(entry.at)}</time>
          {of !== undefined && <Link href={casePath(of, { view: "open" })} className={css.link}><Trans>Open the case</Trans></Link>}
          <code title={entry.hash}>{entry.hash.slice(0, 16)}</code>
        </p>
      </div>
    </li>
  );
}
