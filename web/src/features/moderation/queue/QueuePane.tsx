import { plural, t } from "@lingui/core/macro";
import { Trans, useLingui } from "@lingui/react/macro";
import { CaretDownIcon } from "@phosphor-icons/react/dist/csr/CaretDown";
import type { Ref } from "react";
import { Link, useLocation } from "wouter";
import { number } from "@i18n";
import { Button } from "@ui/Button";
import { cx } from "@ui/cx";
import { EmptyState } from "@ui/EmptyState";
import { Skeleton } from "@ui/Skeleton";
import { useWide } from "@ui/useMediaQuery";
import { VisuallyHidden } from "@ui/Hidden";
import type { Severity } from "@data/moderation";
import { Failure } from "../Failure";
import { Key } from "../Key";
import { queuePath, type Filter, type View } from "../places";
import { staffProblem } from "../problems";
import { SEVERITIES, severityText } from "../words";
import { CaseRow } from "./CaseRow";
import css from "./Queue.module.css";
import type { CaseList } from "./useQueue";

type Props = { list: CaseList; filter: Filter; open?: string; rows: Ref<HTMLUListElement> };

/** The cases to work on: the most urgent first, then the oldest. */
export function QueuePane({ list, filter, open, rows }: Props) {
  const { attach } = list;
  return (
    <div className={css.pane}>
      <Views list={list} filter={filter} />
      <SeverityPicker filter={filter} />
      <Fresh list={list} />
      <div ref={attach} className={css.body} aria-busy={list.busy} onPointerLeave={list.rest} onBlur={() => setTimeout(list.rest)} onScroll={list.rest}>
        {list.status === "loading" && <Waiting />}
        {list.status === "error" && <Failure cause={list.cause} onRetry={list.refresh} />}
        {list.status === "ready" && (
          <>
            {list.cause !== undefined && <p className={css.stale} role="alert">{staffProblem(list.cause)}</p>}
            {list.items.length === 0 ? <Empty filter={filter} open={open !== undefined} /> : (
              <ul ref={rows} className={css.rows}>
                {list.items.map((one) => <CaseRow key={one.id} summary={one} filter={filter} open={one.id === open} />)}
              </ul>
            )}
            {list.hasMore && <Button kind="quiet" className={css.more} busy={list.busy} onClick={list.more}><Trans>Show more</Trans></Button>}
          </>
        )}
      </div>
      <p className={css.keys} aria-hidden="true">
        <span><Key name="J" /><Key name="K" /><Trans>browse</Trans></span>
        <span><Key name="C" /><Trans>claim</Trans></span>
      </p>
    </div>
  );
}

/** Tells of cases that came while someone points at the list, which then does not move by itself. */
function Fresh({ list: { fresh, show } }: Pick<Props, "list">) {
  return (
    <div className={css.fresh} role="status">
      {fresh > 0 && <Button kind="primary" size="small" onClick={show}>{plural(fresh, { one: "# new case", other: "# new cases" })}</Button>}
    </div>
  );
}

function Views({ list, filter }: Pick<Props, "list" | "filter">) {
  const { t } = useLingui();
  const { counts } = list;
  const views: [View, string, number | undefined][] = [
    ["open", t({ message: "Open", context: "cases" }), counts?.open],
    ["mine", t({ message: "Mine", context: "cases" }), counts?.mine],
    ["appealed", t({ message: "Appeals", context: "cases" }), counts?.appealed],
    ["closed", t({ message: "Closed", context: "cases" }), undefined],
  ];
  return (
    <nav className={css.views} aria-label={t`Which cases`}>
      {views.map(([view, label, count]) => (
        <Link key={view} href={queuePath({ ...filter, view })} className={css.view} aria-current={view === filter.view ? "page" : undefined}>
          {label} {count !== undefined && count > 0 && <span className={css.count}>{number(count)}</span>}
        </Link>
      ))}
    </nav>
  );
}

function SeverityPicker({ filter }: Pick<Props, "filter">) {
  const { t } = useLingui();
  const [, navigate] = useLocation();
  return (
    <label className={cx(css.picker, filter.severity && css.picked)}>
      <VisuallyHidden>{t`Severity`}</VisuallyHidden>
      <select
        value={filter.severity ?? ""}
        onChange={({ currentTarget: { value } }) => navigate(queuePath({ view: filter.view, ...(value && { severity: value as Severity }) }), { replace: true })}
      >
        <option value="">{t`Every severity`}</option>
        {SEVERITIES.map((severity) => <option key={severity} value={severity}>{severityText(severity)}</option>)}
      </select>
      <CaretDownIcon size={14} />
    </label>
  );
}

function Waiting() {
  const { t } = useLingui();
  return (
    <div className={css.rows}>
      <span role="status"><VisuallyHidden>{t`Loading`}</VisuallyHidden></span>
      {Array.from({ length: 6 }, (_, i) => (
        <div key={i} className={css.case}>
          <span className={css.bar} />
          <Skeleton shape="line" width="55%" />
          <span />
          <Skeleton shape="line" width="80%" className={css.meta} />
        </div>
      ))}
    </div>
  );
}

/** On a wide screen the stage says it, unless a case is on it. */
function Empty({ filter, open }: { filter: Filter; open: boolean }) {
  const wide = useWide();
  if (!wide) return <Nothing filter={filter} />;
  return open ? <p className={css.none}>{nothing(filter.view)}</p> : null;
}

/** What a list of cases says that has none. */
export function Nothing({ filter: { view, severity } }: Pick<Props, "filter">) {
  const { t } = useLingui();
  const texts: Record<View, string> = {
    open: t`What people report comes here, the most urgent first.`,
    mine: t`What you claim stands here for half an hour, or until you release it.`,
    appealed: t`What people say against a decision comes here, for somebody who did not make it.`,
    closed: t`What was decided comes here.`,
  };
  return <EmptyState art="seat" title={nothing(view)}>{severity ? t`Not with this severity.` : texts[view]}</EmptyState>;
}

function nothing(view: View): string {
  switch (view) {
    case "open":
      return t`Nothing to do`;
    case "mine":
      return t`You have claimed nothing`;
    case "appealed":
      return t`No appeal waits`;
    case "closed":
      return t`No case is closed yet`;
  }
}
