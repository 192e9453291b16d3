import { useLingui } from "@lingui/react/macro";
import { useState } from "react";
import { Button } from "@ui/Button";
import { Dialog } from "@ui/Dialog";
import { RadioGroup } from "@ui/RadioGroup";
import { toast } from "@ui/toast";
import type { Case, CaseDecision, Ruled } from "@data/moderation";
import { useModeration } from "../useModeration";
import { partyName } from "./people";
import { answerOf } from "./templates";
import type { CaseWork } from "./useCase";
import { TemplateFields, useTemplate } from "./useTemplate";

type Props = { opened: Case; decision?: CaseDecision; onClose: () => void; work: CaseWork };

/** Answers an appeal, as somebody who did not decide. */
export function AnswerDialog({ opened, decision, onClose, work }: Props) {
  const { t } = useLingui();
  const api = useModeration();
  const [outcome, setOutcome] = useState<Ruled["outcome"]>("upheld");
  const template = useTemplate((language) => answerOf(language, outcome), opened.person.language);
  const name = partyName(opened.person);
  const text = template.text.trim();

  async function answer() {
    const done = await work.act(async () => {
      if (decision) await api.answer(opened.id, decision.id, { outcome, text });
      return "reload";
    });
    if (!done) return;
    onClose();
    toast(t`Appeal answered`);
  }

  return (
    <Dialog
      open={decision !== undefined}
      onClose={onClose}
      title={t`Answer ${name}’s appeal`}
      actions={
        <>
          <Button kind="primary" busy={work.busy} disabled={text === ""} onClick={() => void answer()}>{t`Answer`}</Button>
          <Button kind="quiet" onClick={onClose}>{t`Cancel`}</Button>
        </>
      }
    >
      <RadioGroup
        label={t`What becomes of the decision`}
        value={outcome}
        onChange={setOutcome}
        options={[
          { value: "upheld", label: t`It stands`, hint: t`Nothing changes. The case is closed.` },
          { value: "overturned", label: t`It is taken back`, hint: decision?.removedParts.length ? t`What it kept them from ends at once. What it removed of the profile or of a group is shown again; messages that it erased stay erased.` : t`What it kept them from ends at once. Messages that it erased stay erased.` },
        ]}
      />
      <TemplateFields template={template} label={t`What ${name} is told`} hint={t`Why, to one person.`} />
    </Dialog>
  );
}
