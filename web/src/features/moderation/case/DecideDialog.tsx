import { plural } from "@lingui/core/macro";
import { useLingui } from "@lingui/react/macro";
import { useState } from "react";
import { Button } from "@ui/Button";
import { Dialog } from "@ui/Dialog";
import { RadioGroup } from "@ui/RadioGroup";
import { SelectField } from "@ui/SelectField";
import { toast } from "@ui/toast";
import type { Action, Case, Rule } from "@data/moderation";
import { useModeration } from "../useModeration";
import { RULES, actionHint, actionText, daysText, decidedText, ruleText } from "../words";
import { partyName } from "./people";
import { RemovalFields } from "./RemovalFields";
import { candidatesOf, firstPick, hasPicked, isRemovable, removing, type Ticks } from "./removal";
import { factsOf } from "./templates";
import type { CaseWork } from "./useCase";
import { TemplateFields, useTemplate } from "./useTemplate";

const ACTIONS: readonly Action[] = ["dismiss", "warn", "remove_content", "limit_strangers", "limit_everyone", "suspend", "ban_device"];
const DAYS = [1, 3, 7, 14, 30, 90, 365];
const LASTING: readonly Action[] = ["limit_strangers", "limit_everyone", "suspend", "ban_device"];
const ENDLESS: readonly Action[] = ["suspend", "ban_device"];

type Props = { opened: Case; action?: Action; open: boolean; onClose: () => void; work: CaseWork };

/** What is decided: the measure, the rule, what the person is told, and for how long. */
export function DecideDialog({ opened, action: first, open, onClose, work }: Props) {
  const { t } = useLingui();
  const api = useModeration();
  const [action, setAction] = useState<Action>(first ?? "warn");
  const [rule, setRule] = useState<Rule>(opened.reason);
  const [chosen, setDays] = useState(7);
  const [touched, setPick] = useState<Ticks>();
  const template = useTemplate((language) => factsOf(language, rule), opened.person.language);
  const name = partyName(opened.person);
  const candidates = candidatesOf(opened);
  const removable = isRemovable(opened, candidates);
  // What somebody has ticked stays ticked when they choose another measure.
  const pick = touched ?? firstPick(action, candidates);
  const lasts = LASTING.includes(action);
  // Only a suspension has no end.
  const days = chosen === 0 && !ENDLESS.includes(action) ? 7 : chosen;
  const tells = action !== "dismiss";
  const text = template.text.trim();
  const picked = hasPicked(pick);

  async function decide() {
    const done = await work.act(async () => {
      await api.decide(opened.id, {
        action,
        ...(tells && { rule, text }),
        ...(lasts && { days }),
        ...(tells && picked && { remove: removing(opened, candidates, pick) }),
      });
      return "reload";
    });
    if (!done) return;
    onClose();
    const decided = decidedText(action);
    toast(t`Decided: ${decided}`);
  }

  return (
    <Dialog
      open={open}
      onClose={onClose}
      title={t`Decide about ${name}`}
      actions={
        <>
          <Button kind={ENDLESS.includes(action) ? "danger" : "primary"} busy={work.busy} disabled={tells && (text === "" || (action === "remove_content" && !picked))} onClick={() => void decide()}>{actionText(action)}</Button>
          <Button kind="quiet" onClick={onClose}>{t`Cancel`}</Button>
        </>
      }
    >
      <RadioGroup
        label={t`What happens`}
        value={action}
        onChange={setAction}
        options={ACTIONS.map((value) => ({ value, label: actionText(value), hint: actionHint(value, removable), disabled: value === "remove_content" && !removable }))}
      />
      {lasts && (
        <SelectField
          label={t`For how long`}
          value={String(days)}
          onChange={(value) => setDays(Number(value))}
          options={[...DAYS, ...(ENDLESS.includes(action) ? [0] : [])].map((value) => ({ value: String(value), label: daysText(value) }))}
        />
      )}
      {tells && (
        <>
          {removable && (
            <RemovalFields label={action === "remove_content" ? t`What is removed` : t`What is removed as well`} opened={opened} candidates={candidates} pick={pick} onPick={setPick} />
          )}
          <SelectField label={t`The rule that was broken`} value={rule} onChange={(value) => setRule(value as Rule)} options={RULES.map((value) => ({ value, label: ruleText(value) }))} />
          <TemplateFields template={template} label={t`What ${name} is told`} hint={t`The facts that the decision rests on. Who reported isn’t named: don’t name them either.`} />
        </>
      )}
      <p>
        {opened.reporters === 0
          ? tells ? t`${name} gets this with the rule, and may appeal for six months.` : t`${name} isn’t told.`
          : tells
          ? plural(opened.reporters, { one: `${name} gets this with the rule, and may appeal for six months. Who reported learns the outcome.`, other: `${name} gets this with the rule, and may appeal for six months. The # who reported learn the outcome.` })
          : plural(opened.reporters, { one: `Who reported learns that nothing breaks a rule. ${name} isn’t told.`, other: `The # who reported learn that nothing breaks a rule. ${name} isn’t told.` })}
      </p>
    </Dialog>
  );
}
