import { plural } from "@lingui/core/macro";
import { Trans, useLingui } from "@lingui/react/macro";
import { WarningIcon } from "@phosphor-icons/react/dist/csr/Warning";
import { useId, useRef, useState, type ReactNode, type RefObject } from "react";
import { dateTime, relative } from "@i18n";
import { cx } from "@ui/cx";
import { Skeleton } from "@ui/Skeleton";
import { VisuallyHidden } from "@ui/Hidden";
import { useTitleFocus } from "@ui/navigation";
import { useExtraWide } from "@ui/useMediaQuery";
import { useNow } from "@ui/useNow";
import type { Action, Case, CaseDecision, CaseReport, CaseSummary } from "@data/moderation";
import layout from "../Console.module.css";
import { Failure } from "../Failure";
import { useKeys } from "../useKeys";
import { kindText, reportsText, ruleText, severityText, stateText } from "../words";
import { AnswerDialog } from "./AnswerDialog";
import css from "./Case.module.css";
import { ContextDialog, type Looked } from "./ContextDialog";
import { DecideDialog } from "./DecideDialog";
import { Decisions } from "./Decisions";
import { Dock } from "./Dock";
import { Matters } from "./Matters";
import { partyName } from "./people";
import { Side } from "./Side";
import { UndoDialog } from "./UndoDialog";
import { useCase, type CaseWork } from "./useCase";

type Props = {
  id: string;
  main: RefObject<HTMLElement | null>;
  next?: string;
  /** The case as the queue has it now, if it does. */
  latest?: CaseSummary;
  onChange: () => void;
};

/** A case: what was reported first, then what is known of the people, then what to do. */
export function CasePane({ id, main, next, latest, onChange }: Props) {
  const { t } = useLingui();
  const work = useCase(id, latest, onChange);
  const { loaded, reload } = work;
  return (
    <main ref={main} id="main" tabIndex={-1} className={layout.stage}>
      {loaded.status === "loading" && <Waiting label={t`Loading`} />}
      {loaded.status === "error" && <Failure cause={loaded.cause} onRetry={reload} />}
      {loaded.status === "ready" && <Opened key={id} opened={loaded.value} work={work} next={next} />}
    </main>
  );
}

function Waiting({ label }: { label: string }) {
  return (
    <div className={css.columns}>
      <div className={css.stage}>
        <div className={css.scroll}>
          <span role="status"><VisuallyHidden>{label}</VisuallyHidden></span>
          <Skeleton shape="line" width="40%" />
          <Skeleton shape="card" />
          <Skeleton shape="row" />
          <Skeleton shape="row" />
        </div>
      </div>
    </div>
  );
}

/** What a dialog is open for. */
type Asking =
  | { what: "decide"; action?: Action }
  | { what: "context"; report: CaseReport }
  | { what: "undo"; decision: CaseDecision }
  | { what: "answer"; decision: CaseDecision };

function Opened({ opened, work, next }: { opened: Case; work: CaseWork; next?: string }) {
  const extraWide = useExtraWide();
  const title = useId();
  const [asking, setAsking] = useState<Asking>();
  const [looks, setLooks] = useState<Looked[]>([]);
  const note = useRef<HTMLInputElement & HTMLTextAreaElement>(null);
  const mine = opened.claim?.mine === true && opened.barred === undefined;
  const appealed = opened.decisions.find(({ appeal }) => appeal && !appeal.answer);
  const around = opened.reported.find(({ conversationId }) => conversationId !== undefined && !looks.some((look) => look.conversationId === conversationId));
  const close = () => setAsking(undefined);
  const decide = (action?: Action) => mine && (appealed ? setAsking({ what: "answer", decision: appealed }) : setAsking({ what: "decide", action }));
  useKeys({
    c: () => opened.state !== "closed" && opened.barred === undefined && (!opened.claim || mine) && void work.claim(),
    r: () => mine && void work.release(),
    d: () => decide(),
    n: () => note.current?.focus(),
    x: () => mine && around && setAsking({ what: "context", report: around }),
    ...(mine && !appealed && { 1: () => decide("dismiss"), 2: () => decide("warn"), 3: () => decide("limit_strangers"), 4: () => decide("suspend") }),
  });

  const side = <Side opened={opened} deed={work.deed} scrolls={extraWide} />;
  return (
    <>
      <div className={css.columns}>
        <div className={css.stage}>
          {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls and may have nothing to focus is scrolled with the keys all the same */}
          <div className={css.scroll} tabIndex={0} role="region" aria-labelledby={title}>
            <Head opened={opened} title={title} />
            {opened.decisions.length > 0 && (
              <Decisions opened={opened} onUndo={(decision) => setAsking({ what: "undo", decision })} onAnswer={mine ? (decision) => setAsking({ what: "answer", decision }) : undefined} />
            )}
            <Matters
              opened={opened}
              looks={looks}
              busy={work.busy}
              onContext={mine ? (report) => setAsking({ what: "context", report }) : undefined}
              onMore={opened.nextReports === undefined ? undefined : () => void work.moreReports(opened.nextReports ?? "")}
            />
            {!extraWide && <div className={css.inside}>{side}</div>}
          </div>
          <Dock opened={opened} work={work} note={note} next={next} appealed={appealed !== undefined} onDecide={decide} />
        </div>
        {extraWide && side}
      </div>
      <DecideDialog key={asking?.what === "decide" ? (asking.action ?? "") : "none"} opened={opened} action={asking?.what === "decide" ? asking.action : undefined} open={asking?.what === "decide"} onClose={close} work={work} />
      <ContextDialog opened={opened} report={asking?.what === "context" ? asking.report : undefined} onClose={close} onLook={(look) => setLooks((all) => [...all, look])} work={work} />
      <UndoDialog opened={opened} decision={asking?.what === "undo" ? asking.decision : undefined} onClose={close} work={work} />
      <AnswerDialog opened={opened} decision={asking?.what === "answer" ? asking.decision : undefined} onClose={close} work={work} />
    </>
  );
}

function Head({ opened, title }: { opened: Case; title: string }) {
  const { t } = useLingui();
  const now = useNow();
  const heading = useRef<HTMLHeadingElement>(null);
  useTitleFocus(heading);
  const rule = ruleText(opened.reason);
  const name = partyName(opened.person);
  const severity = severityText(opened.severity);
  const since = relative(opened.openedAt, now);
  const kinds = [...new Set(opened.reported.map(({ kind }) => kind))];
  const grave = opened.severity === "critical" || opened.severity === "high";
  return (
    <header className={css.head}>
      <p className={css.tags}>
        <Tag tone={grave ? "danger" : opened.severity === "medium" ? "lamp" : undefined} icon={grave && <WarningIcon size={15} weight="fill" />}>{t`Severity: ${severity}`}</Tag>
        {opened.state !== "open" && <Tag>{stateText(opened.state)}</Tag>}
        {kinds.map((kind) => <Tag key={kind}>{kindText(kind)}</Tag>)}
        {opened.reports > 1 && <Tag tone="lamp">{reportsText(opened.reports)}</Tag>}
        {opened.minor && <Tag tone="lamp">{t`A minor is reported`}</Tag>}
      </p>
      <h2 id={title} ref={heading} tabIndex={-1} className={css.title}>{t`${rule}, by ${name}`}</h2>
      <p className={css.lead}>
        <span title={dateTime(opened.openedAt)}>{opened.reporters === 0
          ? t`Nobody reported this: the server found it ${since}.`
          : plural(opened.reporters, { one: `# person reported this ${since}.`, other: `# people reported, first ${since}.` })}</span>{" "}
        {opened.reporters === 0
          ? <Trans>You see what it found and nothing else, and this reading is in the audit log.</Trans>
          : <Trans>You see what they reported and nothing else, and this reading is in the audit log.</Trans>}
      </p>
      <Named opened={opened} />
    </header>
  );
}

/** The rules that reports name, when they name several. */
function Named({ opened }: { opened: Case }) {
  const named = Object.entries(opened.reasons);
  if (named.length < 2) return null;
  return (
    <p className={css.tags}>
      {named.map(([rule, count]) => <Tag key={rule}>{ruleText(rule as Case["reason"])} · {count}</Tag>)}
    </p>
  );
}

export function Tag({ tone, icon, children }: { tone?: "danger" | "lamp"; icon?: ReactNode; children: ReactNode }) {
  return <span className={cx(css.tag, tone && css[tone])}>{icon}{children}</span>;
}
