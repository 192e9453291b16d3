import { Trans, useLingui } from "@lingui/react/macro";
import { useCallback, useId, useRef, useState, type ReactNode, type RefObject } from "react";
import { longDate, number } from "@i18n";
import { SelectField } from "@ui/SelectField";
import { Skeleton } from "@ui/Skeleton";
import { useTitleFocus } from "@ui/navigation";
import { useWide } from "@ui/useMediaQuery";
import type { Stats } from "@data/moderation";
import layout from "../Console.module.css";
import { Failure } from "../Failure";
import { useLoaded, useModeration } from "../useModeration";
import { daysText, outcomeText } from "../words";
import css from "./Figures.module.css";
import { lines, outcomesOf, spans, sum, timeLines, type Span } from "./series";
import { spanText } from "./span";

const PERIODS = [7, 30, 90, 365];

/** How much came in, how fast it was answered, and what came of it. */
export function Figures({ main }: { main: RefObject<HTMLElement | null> }) {
  const { t } = useLingui();
  const api = useModeration();
  const [days, setDays] = useState(30);
  const heading = useRef<HTMLHeadingElement>(null);
  useTitleFocus(heading);
  const { loaded, reload } = useLoaded(useCallback(() => api.getStats(days), [api, days]));
  return (
    <main ref={main} id="main" tabIndex={-1} className={layout.stage}>
      <div className={css.page}>
        <header className={css.head}>
          <h2 ref={heading} tabIndex={-1}><Trans>Figures</Trans></h2>
          <div className={css.period}>
            <SelectField label={t`Period`} hideLabel value={String(days)} onChange={(value) => setDays(Number(value))} options={PERIODS.map((one) => ({ value: String(one), label: lastDays(one) }))} />
          </div>
        </header>
        {loaded.status === "loading" && <Skeleton shape="card" />}
        {loaded.status === "error" && <Failure cause={loaded.cause} onRetry={reload} />}
        {loaded.status === "ready" && <Plots stats={loaded.value} />}
      </div>
    </main>
  );

  function lastDays(count: number): string {
    const span = daysText(count);
    return t`The last ${span}`;
  }
}

function Plots({ stats }: { stats: Stats }) {
  const { t } = useLingui();
  const columns = spans(stats.days);
  const reports = sum(stats.days, (day) => day.reports);
  const decided = sum(stats.days, (day) => day.decided);
  const appeals = sum(stats.days, (day) => day.appeals);
  const outcomes = outcomesOf(stats.days);
  return (
    <>
      <dl className={css.sums}>
        <Sum name={t`Reports`}>{number(reports)}</Sum>
        <Sum name={t`Decisions`}>{number(decided)}</Sum>
        <Sum name={t`Appeals`}>{number(appeals)}</Sum>
        <Sum name={t`Half are decided within`}>{decided > 0 ? spanText(stats.medianMinutes) : "–"}</Sum>
      </dl>
      <Figure title={t`Volume`} text={t`Reports that came in, and decisions that were made.`} legend={<Legend names={[t`Reports`, t`Decisions`]} />} table={<VolumeTable columns={columns} />}>
        <Columns columns={columns} />
      </Figure>
      {decided > 0 && (
        <Figure title={t`Time to answer, as it went`} text={t`What half of the cases took at most, by the day of their first decision.`} table={<PaceTable columns={columns} />}>
          <Pace columns={columns} />
        </Figure>
      )}
      <div className={css.pair}>
        <Figure title={t`Time to answer`} text={t`From the opening of a case to its first decision.`} table={<TimesTable stats={stats} decided={decided} />}>
          {decided > 0 ? (
            <Bars bars={[{ name: t`Half of the cases, within`, value: stats.medianMinutes, text: spanText(stats.medianMinutes) }, { name: t`Nine cases out of ten, within`, value: stats.slowMinutes, text: spanText(stats.slowMinutes) }]} />
          ) : <p className={css.none}><Trans>Nothing was decided in this time.</Trans></p>}
        </Figure>
        <Figure title={t`Outcomes`} text={t`What came of the cases; overturned are appeals that were right.`} table={<OutcomesTable outcomes={outcomes} />}>
          {outcomes.length > 0 ? <Bars bars={outcomes.map(({ outcome, count }) => ({ name: outcomeText(outcome), value: count, text: number(count) }))} /> : <p className={css.none}><Trans>Nothing was decided in this time.</Trans></p>}
        </Figure>
      </div>
    </>
  );
}

function Sum({ name, children }: { name: string; children: ReactNode }) {
  return <div><dt>{name}</dt><dd>{children}</dd></div>;
}

/** A plot for the eye, and the same as a table for whoever wants the numbers. */
function Figure({ title, text, legend, table, children }: { title: string; text: string; legend?: ReactNode; table: ReactNode; children: ReactNode }) {
  const id = useId();
  return (
    <section className={css.figure} aria-labelledby={id}>
      <h3 id={id}>{title}</h3>
      <p className={css.text}>{text}</p>
      {legend}
      <div aria-hidden="true">{children}</div>
      <details className={css.table}>
        <summary><Trans>As a table</Trans></summary>
        <div>{table}</div>
      </details>
    </section>
  );
}

function Legend({ names: [first, second] }: { names: [string, string] }) {
  return (
    <p className={css.legend} aria-hidden="true">
      <span className={css.first}>{first}</span>
      <span className={css.second}>{second}</span>
    </p>
  );
}

const HEIGHT = 200;
const BELOW = 24;

/** Two columns for each span: what came in is full, what was decided is outlined, so that they differ without their colours. */
function Columns({ columns }: { columns: readonly Span[] }) {
  const marks = lines(Math.max(1, ...columns.flatMap(({ reports, decided }) => [reports, decided])));
  return (
    <Plot columns={columns} marks={marks} markText={number} left={44} draw={({ reports, decided }, { middle, bar, y }) => (
      <>
        <rect className={css.reports} x={middle - bar - 0.5} width={bar} y={y(reports)} height={y(0) - y(reports)} rx="2" />
        <rect className={css.decided} x={middle + 1} width={Math.max(1, bar - 1)} y={y(decided)} height={y(0) - y(decided)} rx="2" />
      </>
    )} />
  );
}

/** A column for each span in which something was decided: how long it took. */
function Pace({ columns }: { columns: readonly Span[] }) {
  const marks = timeLines(Math.max(1, ...columns.map(({ minutes = 0 }) => minutes)));
  return (
    <Plot columns={columns} marks={marks} markText={(mark) => (mark === 0 ? number(0) : spanText(mark))} left={64} draw={({ minutes }, { middle, bar, y }) => (
      // What took no time at all is seen, too.
      minutes !== undefined && <rect className={css.reports} x={middle - bar / 2} width={bar} y={y(minutes) - 2} height={y(0) - y(minutes) + 2} rx="2" />
    )} />
  );
}

interface Ground {
  middle: number;
  bar: number;
  y: (value: number) => number;
}

/** The lines and the days of a plot; `draw` draws what each span has. */
function Plot({ columns, marks, markText, left, draw }: { columns: readonly Span[]; marks: readonly number[]; markText: (mark: number) => string; left: number; draw: (span: Span, ground: Ground) => ReactNode }) {
  // As wide as the screen has room for, so that its letters have the size of others.
  const wide = useWide();
  const width = wide ? 880 : 320;
  const top = marks.at(-1) ?? 1;
  const step = (width - left) / Math.max(1, columns.length);
  const bar = Math.min(16, step * 0.36);
  const y = (value: number) => 8 + (HEIGHT - BELOW - 8) * (1 - value / top);
  const named = Math.ceil(columns.length / (wide ? 5 : 3));
  return (
    <svg className={css.plot} viewBox={`0 0 ${width} ${HEIGHT}`} preserveAspectRatio="xMinYMin meet">
      {marks.map((mark) => (
        <g key={mark}>
          <line className={css.line} x1={left} x2={width} y1={y(mark)} y2={y(mark)} />
          <text className={css.tick} x={left - 8} y={y(mark) + 4} textAnchor="end">{markText(mark)}</text>
        </g>
      ))}
      {columns.map((span, i) => {
        const middle = left + step * (i + 0.5);
        return (
          <g key={span.from}>
            {draw(span, { middle, bar, y })}
            {i % named === 0 && <text className={css.tick} x={middle} y={HEIGHT - 6} textAnchor={i === 0 ? "start" : "middle"} dx={i === 0 ? -bar : 0}>{short(span.to)}</text>}
          </g>
        );
      })}
    </svg>
  );
}

/** Lengths one below the other, each with its name and number. */
function Bars({ bars }: { bars: readonly { name: string; value: number; text: string }[] }) {
  const most = Math.max(1, ...bars.map(({ value }) => value));
  return (
    <ul className={css.bars}>
      {bars.map(({ name, value, text }) => (
        <li key={name}>
          <span>{name}</span>
          <b>{text}</b>
          <svg viewBox="0 0 100 6" preserveAspectRatio="none"><rect className={css.track} width="100" height="6" /><rect className={css.reports} width={(100 * value) / most} height="6" /></svg>
        </li>
      ))}
    </ul>
  );
}

function VolumeTable({ columns }: { columns: readonly Span[] }) {
  return (
    <table>
      <thead><tr><th scope="col"><Trans>Day</Trans></th><th scope="col"><Trans>Reports</Trans></th><th scope="col"><Trans>Decisions</Trans></th></tr></thead>
      <tbody>
        {columns.map((span) => <tr key={span.from}><th scope="row">{daysOf(span)}</th><td>{number(span.reports)}</td><td>{number(span.decided)}</td></tr>)}
      </tbody>
    </table>
  );
}

function PaceTable({ columns }: { columns: readonly Span[] }) {
  return (
    <table>
      <thead><tr><th scope="col"><Trans>Day</Trans></th><th scope="col"><Trans>Half of the cases, within</Trans></th></tr></thead>
      <tbody>{columns.map((span) => <tr key={span.from}><th scope="row">{daysOf(span)}</th><td>{span.minutes === undefined ? "–" : spanText(span.minutes)}</td></tr>)}</tbody>
    </table>
  );
}

const daysOf = ({ from, to }: Span): string => (from === to ? longDate(`${from}T12:00`) : `${longDate(`${from}T12:00`)} – ${longDate(`${to}T12:00`)}`);

function TimesTable({ stats, decided }: { stats: Stats; decided: number }) {
  const { t } = useLingui();
  const rows: [string, number][] = [[t`Half of the cases, within`, stats.medianMinutes], [t`Nine cases out of ten, within`, stats.slowMinutes]];
  return (
    <table>
      <thead><tr><th scope="col"><Trans>Cases</Trans></th><th scope="col"><Trans>Time</Trans></th></tr></thead>
      <tbody>{rows.map(([name, minutes]) => <tr key={name}><th scope="row">{name}</th><td>{decided > 0 ? spanText(minutes) : "–"}</td></tr>)}</tbody>
    </table>
  );
}

function OutcomesTable({ outcomes }: { outcomes: ReturnType<typeof outcomesOf> }) {
  return (
    <table>
      <thead><tr><th scope="col"><Trans>Outcome</Trans></th><th scope="col"><Trans>Decisions</Trans></th></tr></thead>
      <tbody>{outcomes.map(({ outcome, count }) => <tr key={outcome}><th scope="row">{outcomeText(outcome)}</th><td>{number(count)}</td></tr>)}</tbody>
    </table>
  );
}

/** "5 May", as short as a day is written without doubt. */
const short = (date: string) => new Date(`${date}T12:00`).toLocaleDateString(document.documentElement.lang, { day: "numeric", month: "short" });
