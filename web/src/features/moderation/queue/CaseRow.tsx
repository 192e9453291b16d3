import { useLingui } from "@lingui/react/macro";
import { WarningIcon } from "@phosphor-icons/react/dist/csr/Warning";
import { Link } from "wouter";
import { age, dateTime, time } from "@i18n";
import { cx } from "@ui/cx";
import { useNow } from "@ui/useNow";
import type { CaseSummary } from "@data/moderation";
import { casePath, type Filter } from "../places";
import { outcomeText, reportsText, ruleText, severityText, stateText } from "../words";
import css from "./Queue.module.css";

/** A case in the queue: what, since when, about whom, and who works on it. */
export function CaseRow({ summary, filter, open }: { summary: CaseSummary; filter: Filter; open: boolean }) {
  const { t } = useLingui();
  const now = useNow();
  const { severity, claim, account } = summary;
  const since = summary.closedAt ?? summary.openedAt;
  const about = account ? `@${account.handle}` : t`An account that is gone`;
  return (
    <li>
      <Link href={casePath(summary.id, filter)} className={css.case} aria-current={open ? "true" : undefined} data-case={summary.id}>
        <span className={cx(css.bar, css[severity])} />
        <span className={css.what}>
          {severity === "critical" && <WarningIcon size={15} weight="fill" />}
          {ruleText(summary.reason)}
        </span>
        <time className={css.age} dateTime={since} title={dateTime(since)}>{age(since, now)}</time>
        <span className={css.meta}>
          {[severityText(severity), about, reportsText(summary.reports), summary.minor && t`minor`].filter(Boolean).join(" · ")}
        </span>
        <Status summary={summary} filter={filter} />
        {claim && <span className={cx(css.claim, claim.mine && css.mine)}>{claimText(claim, t`You`)}</span>}
      </Link>
    </li>
  );

  function claimText({ handle, mine, until }: NonNullable<CaseSummary["claim"]>, you: string): string {
    const who = mine ? you : `@${handle}`;
    const end = time(until);
    return t`${who}, until ${end}`;
  }
}

/** What the filter does not say already. */
function Status({ summary: { state, outcome }, filter }: { summary: CaseSummary; filter: Filter }) {
  const text = state === "closed" ? outcome && outcomeText(outcome) : state === filter.view ? undefined : stateText(state);
  return text ? <span className={css.meta}>{text}</span> : null;
}
