import { plural } from "@lingui/core/macro";
import { Trans, useLingui } from "@lingui/react/macro";
import { ScalesIcon } from "@phosphor-icons/react/dist/csr/Scales";
import { dateTime } from "@i18n";
import { Button } from "@ui/Button";
import { useMyId } from "@store";
import type { Case, CaseDecision } from "@data/moderation";
import { useAdmin } from "../useModeration";
import { decidedText, partText, ruleText } from "../words";
import css from "./Case.module.css";
import { partyName } from "./people";

type Props = { opened: Case; onUndo: (decision: CaseDecision) => void; onAnswer?: (decision: CaseDecision) => void };

/** What was decided, the last first, with what the person concerned said against it and what was answered. */
export function Decisions({ opened, onUndo, onAnswer }: Props) {
  return (
    <section className={css.decisions}>
      <h3 className={css.subhead}><Trans>Decisions</Trans></h3>
      {opened.decisions.map((decision) => <Decided key={decision.id} opened={opened} decision={decision} onUndo={onUndo} onAnswer={onAnswer} />)}
    </section>
  );
}

function Decided({ opened, decision, onUndo, onAnswer }: { decision: CaseDecision } & Props) {
  const { t } = useLingui();
  const me = useMyId();
  const admin = useAdmin();
  const { handle, appeal } = decision;
  const when = dateTime(decision.createdAt);
  const until = decision.until && dateTime(decision.until);
  const undone = decision.undoneAt && dateTime(decision.undoneAt);
  const mayUndo = !decision.undoneAt && !appeal && opened.barred === undefined && (decision.by === me || admin);
  return (
    <article className={css.decision} aria-label={decidedText(decision.action)}>
      <p className={css.verdict}>
        <b>{decidedText(decision.action)}</b>
        {decision.rule && <span>{ruleText(decision.rule)}</span>}
        {(decision.action === "suspend" || decision.action === "ban_device") && !until && <span><Trans>without an end</Trans></span>}
        {until && <span>{t`until ${until}`}</span>}
        {decision.removed > 0 && <span>{plural(decision.removed, { one: "# message erased", other: "# messages erased" })}</span>}
        {decision.removedParts.map((part) => (
          <span key={`${part.groupId ?? ""} ${part.part}`}>{part.restored ? t`${partText(part)}, shown again` : t`${partText(part)}, removed`}</span>
        ))}
      </p>
      {decision.text && <p className={css.text}>{decision.text}</p>}
      <p className={css.caption}>{t`@${handle}, ${when}`}</p>
      {undone && <p className={css.caption}><b>{t`Taken back ${undone}`}</b></p>}
      {appeal && <Appealed opened={opened} decision={decision} appeal={appeal} onAnswer={onAnswer} />}
      {mayUndo && <Button size="small" kind="room" onClick={() => onUndo(decision)}><Trans>Undo the decision…</Trans></Button>}
    </article>
  );
}

function Appealed({ opened, decision, appeal, onAnswer }: { opened: Case; decision: CaseDecision; appeal: NonNullable<CaseDecision["appeal"]>; onAnswer: Props["onAnswer"] }) {
  const { t } = useLingui();
  const me = useMyId();
  const name = partyName(opened.person);
  const when = dateTime(appeal.at);
  return (
    <div className={css.appeal}>
      <p className={css.flag}><ScalesIcon size={16} />{t`${name} appeals, ${when}`}</p>
      <p className={css.text}>{appeal.text}</p>
      {appeal.answer && appeal.answeredAt && (
        <>
          <p className={css.verdict}><b>{appeal.answer === "overturned" ? t`Overturned` : t`Upheld`}</b> <span>{dateTime(appeal.answeredAt)}</span></p>
          <p className={css.text}>{appeal.answerText}</p>
        </>
      )}
      {!appeal.answer && decision.by === me && <p className={css.second} role="note"><Trans>You decided this. Somebody else of the staff answers the appeal.</Trans></p>}
      {!appeal.answer && decision.by !== me && onAnswer && <Button size="small" onClick={() => onAnswer(decision)}><Trans>Answer the appeal…</Trans></Button>}
    </div>
  );
}
