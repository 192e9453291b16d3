import { plural } from "@lingui/core/macro";
import { Trans, useLingui } from "@lingui/react/macro";
import { useCallback } from "react";
import { Link } from "wouter";
import { Avatar } from "@ui/Avatar";
import { Banner } from "@ui/Banner";
import { Button } from "@ui/Button";
import { EmptyState } from "@ui/EmptyState";
import { dateTime, longDate } from "@i18n";
import { usePages, useReadable, useStore } from "@store";
import type { Page, Report } from "@data";
import { reasonText } from "@features/safety";
import { LoadFailure, Loading } from "./Loading";
import css from "./pages.module.css";
import record from "./record.module.css";
import { SettingsPage } from "./SettingsPage";

/** What one reported, how far it is and what came of it. */
export default function ReportsPage() {
  const { t } = useLingui();
  const { api, safety, reportsWaiting } = useStore();
  const waiting = useReadable(reportsWaiting);
  const list = usePages(
    useCallback((cursor: string | undefined): Promise<Page<Report>> => api.listReports(cursor), [api]),
    useReadable(safety.changes),
  );
  return (
    <SettingsPage title={t`Your reports`} above={{ href: "/settings/safety", title: t`Safety` }}>
      {waiting > 0 && (
        <Banner tone="offline" title={plural(waiting, { one: "# report waits for the network", other: "# reports wait for the network" })}>
          <Trans>It leaves by itself.</Trans>
        </Banner>
      )}
      {list.status === "loading" && <Loading />}
      {list.status === "error" && <LoadFailure cause={list.cause} onRetry={list.more} />}
      {list.status === "ready" && list.items.length === 0 && (
        <EmptyState art="none" title={t`You have reported nothing`}>
          <Trans>To report a message, open its menu. To report someone, open the menu of their profile. To report a group, open its details.</Trans>
        </EmptyState>
      )}
      {list.items.length > 0 && (
        <ul className={record.list}>
          {list.items.map((report) => (
            <Reported key={report.id} report={report} />
          ))}
        </ul>
      )}
      {list.hasMore && (
        <Button className={css.start} kind="quiet" busy={list.busy} onClick={list.more}>
          <Trans>Show more</Trans>
        </Button>
      )}
    </SettingsPage>
  );
}

function Reported({ report }: { report: Report }) {
  const { t } = useLingui();
  const { account, handle, kind, title = "", reason, text, status, createdAt, closedAt } = report;
  const name = account ? account.name || account.handle : `@${handle}`;
  const what = { message: t`Messages of ${name}`, request: t`Message request of ${name}`, profile: t`Profile of ${name}`, group: t`Group “${title}”` }[kind];
  const group = kind === "group";
  const states = { received: t`Received`, in_review: t`Being looked at`, closed: t`Closed` };
  return (
    <li className={record.card}>
      <div className={record.head}>
        {group ? <Avatar name={title} seed={report.conversationId ?? handle} size={48} square /> : <Avatar name={name} src={account?.avatar?.small} seed={account?.id ?? handle} size={48} />}
        <div>
          <h2 dir="auto">{account && !group ? <Link href={`/@${account.handle}`}>{what}</Link> : what}</h2>
          <p className={record.when}>
            {reasonText(reason)} · <time dateTime={createdAt} title={dateTime(createdAt)}>{longDate(createdAt)}</time>
          </p>
        </div>
        <span className={record.state} data-state={status}>
          {states[status]}
        </span>
      </div>
      {text && (
        <blockquote className={record.said} dir="auto">
          {text}
        </blockquote>
      )}
      <p>{outcomeText(report, name)}</p>
      {closedAt && <p className={record.when}>{t`Decided on ${longDate(closedAt)}`}</p>}
    </li>
  );

  function outcomeText({ status, outcome }: Report, name: string): string {
    if (status === "received") return t`It waits for a moderator. What endangers someone comes first.`;
    if (status === "in_review") return t`A moderator looks at it now.`;
    switch (outcome) {
      case "warned":
        return t`${name} broke a rule and was warned.`;
      case "removed":
        return t`What you reported broke a rule and was removed. ${name} was told why.`;
      case "limited":
        return t`${name} broke a rule and can’t write as before for a time.`;
      case "suspended":
        return t`${name} broke a rule and is suspended.`;
      case "overturned":
        return t`The decision was taken back after a second look.`;
      default:
        return t`The moderators found that it breaks no rule. You can still block or restrict ${name}.`;
    }
  }
}
