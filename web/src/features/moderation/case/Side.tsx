import { Trans, useLingui } from "@lingui/react/macro";
import { useCallback, useEffect, useRef, useState, type ReactNode } from "react";
import { Link, useSearch } from "wouter";
import { age, dateTime, number, relative } from "@i18n";
import { Avatar } from "@ui/Avatar";
import { Button } from "@ui/Button";
import { useNow } from "@ui/useNow";
import type { AuditEntry, Case, EarlierCase, Party } from "@data/moderation";
import { casePath, filterOf } from "../places";
import { useAdmin, useLoaded, useModeration } from "../useModeration";
import { deedReason, deedText, outcomeText, ruleText, standingTexts, stateText } from "../words";
import css from "./Case.module.css";
import { ExportButton } from "./ExportButton";
import { partyName } from "./people";

/** How many lines of a long list stand there before one asks for all. */
const FEW = 5;

/** What is known of the people, what the team wrote, and what was done. */
export function Side({ opened, deed, scrolls }: { opened: Case; deed: number; /** By itself, so that keys have to reach it. */ scrolls: boolean }) {
  const { t } = useLingui();
  const admin = useAdmin();
  const reporters = [...new Map(opened.reported.map(({ reporter }) => [reporter.account?.id ?? reporter, reporter])).values()];
  return (
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls and may have nothing to focus is scrolled with the keys all the same
    <aside className={css.side} tabIndex={scrolls ? 0 : undefined} aria-label={t`People, notes and log`}>
      <Part title={<Trans>Reported person</Trans>}>
        <Person person={opened.person}>
          <Fact name={t`Cases`}>{number(opened.person.cases)}</Fact>
          <Fact name={t`Decisions that stand`}>{number(opened.person.decisions)}</Fact>
          <Fact name={t`Reports made`}>{filed(opened.person)}</Fact>
        </Person>
        {opened.earlier.length > 0 && <Earlier earlier={opened.earlier} />}
      </Part>
      {reporters.length > 0 && <Part title={reporters.length === 1 ? <Trans>Who reported</Trans> : <Trans>Those who reported</Trans>}>
        <Few list={reporters} show={(one, i) => (
          <Person key={one.account?.id ?? i} person={one}>
            <Fact name={t`Reports made`}>{filed(one)}</Fact>
            <Fact name={t`Cases about them`}>{number(one.cases)}</Fact>
          </Person>
        )} />
      </Part>}
      {opened.notes.length > 0 && <Part title={<Trans>Notes</Trans>}><Notes notes={opened.notes} /></Part>}
      <Part title={<Trans>Audit log</Trans>}><CaseLog id={opened.id} deed={deed} /></Part>
      {admin && <ExportButton opened={opened} />}
    </aside>
  );

  function filed({ reportsFiled, reportsConfirmed }: Party): string {
    const confirmed = number(reportsConfirmed);
    const all = number(reportsFiled);
    return reportsFiled === 0 ? all : t`${all}, ${confirmed} confirmed`;
  }
}

function Part({ title, children }: { title: ReactNode; children: ReactNode }) {
  return (
    <section className={css.part}>
      <h3 className={css.subhead}>{title}</h3>
      {children}
    </section>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return <><dt>{name}</dt><dd>{children}</dd></>;
}

/** Someone of the case. Their pictures may be what is reported, so none shows here. */
function Person({ person, children }: { person: Party; children: ReactNode }) {
  const { t } = useLingui();
  const now = useNow();
  const name = partyName(person);
  const standing = standingTexts(person, now);
  const { account } = person;
  return (
    <div className={css.person}>
      <p className={css.face}>
        <Avatar name={name} seed={account?.id} size={48} />
        <span>
          <b>{name}</b>
          <small>{[account && `@${account.handle}`, account && (person.minor ? t`a minor` : t`an adult`)].filter(Boolean).join(" · ")}</small>
        </span>
      </p>
      <dl className={css.facts}>
        {person.since && <Fact name={t`Joined`}>{relative(person.since, now)}</Fact>}
        {children}
      </dl>
      {standing.map((text) => <p key={text} className={css.standing}>{text}</p>)}
    </div>
  );
}

function Earlier({ earlier }: { earlier: readonly EarlierCase[] }) {
  const { t } = useLingui();
  const now = useNow();
  const filter = filterOf(useSearch());
  return (
    <>
      <h4 className={css.minor}><Trans>Other cases about them</Trans></h4>
      <Few list={earlier} show={(one) => (
        <Link key={one.id} href={casePath(one.id, filter)} className={css.past}>
          <span>{ruleText(one.reason)}</span> <small>{[one.outcome ? outcomeText(one.outcome) : stateText(one.state), age(one.openedAt, now)].join(" · ")}</small>
        </Link>
      )} label={t`Other cases about them`} />
    </>
  );
}

function Notes({ notes }: Pick<Case, "notes">) {
  return (
    <ol className={css.notes}>
      {notes.map(({ id, handle, text, createdAt }) => (
        <li key={id}>
          <p className={css.text}>{text}</p>
          <p className={css.caption}>@{handle}, <time dateTime={createdAt}>{dateTime(createdAt)}</time></p>
        </li>
      ))}
    </ol>
  );
}

/** What staff did in this case, the last first. */
function CaseLog({ id, deed }: { id: string; deed: number }) {
  const { t } = useLingui();
  const api = useModeration();
  const now = useNow();
  const { loaded, reload } = useLoaded(useCallback(() => api.listCaseAudit(id), [api, id]));
  const known = useRef(deed);
  useEffect(() => {
    if (known.current === deed) return;
    known.current = deed;
    reload();
  }, [deed, reload]);
  if (loaded.status === "loading") return <p className={css.caption}><Trans>Loading</Trans></p>;
  if (loaded.status === "error") return <Button size="small" kind="room" onClick={reload}><Trans>Try again</Trans></Button>;
  return (
    <Few list={runs([...loaded.value.items].reverse())} label={t`Audit log`} show={([one, times]) => {
      const who = one.handle ? `@${one.handle}` : t`The operator`;
      const reason = deedReason(one);
      return (
        <p key={one.seq} className={css.line}>
          <time dateTime={one.at} title={dateTime(one.at)}>{age(one.at, now)}</time>
          <span>{deedText(one)} <small>{times > 1 ? t`${who}, ${times} times` : who}</small>{reason && <q>{reason}</q>}</span>
        </p>
      );
    }} />
  );
}

/** What somebody did again and again, such as reading the case, as one line: the last time, and how often. */
function runs(entries: readonly AuditEntry[]): [AuditEntry, number][] {
  const list: [AuditEntry, number][] = [];
  for (const one of entries) {
    const last = list.at(-1);
    if (last && last[0].action === one.action && last[0].actor === one.actor && JSON.stringify(last[0].details) === JSON.stringify(one.details)) last[1] += 1;
    else list.push([one, 1]);
  }
  return list;
}

/** The first few of a list, and the rest when asked. */
function Few<T>({ list, show, label }: { list: readonly T[]; show: (one: T, i: number) => ReactNode; label?: string }) {
  const { t } = useLingui();
  const [all, setAll] = useState(false);
  const count = number(list.length);
  return (
    <>
      <ul className={css.few} aria-label={label}>{(all ? list : list.slice(0, FEW)).map((one, i) => <li key={i}>{show(one, i)}</li>)}</ul>
      {!all && list.length > FEW && <Button size="small" kind="quiet" onClick={() => setAll(true)}>{t`Show all ${count}`}</Button>}
    </>
  );
}
