import { Trans, useLingui } from "@lingui/react/macro";
import { toast } from "@ui/toast";
import type { Case, CaseDecision } from "@data/moderation";
import { useModeration } from "../useModeration";
import { partyName } from "./people";
import { ReasonDialog } from "./ReasonDialog";
import type { CaseWork } from "./useCase";

type Props = { opened: Case; decision?: CaseDecision; onClose: () => void; work: CaseWork };

/** Takes a decision back, with a reason for the log. */
export function UndoDialog({ opened, decision, onClose, work }: Props) {
  const { t } = useLingui();
  const api = useModeration();
  const name = partyName(opened.person);
  async function undo(reason: string) {
    const done = await work.act(async () => {
      if (decision) await api.undo(opened.id, decision.id, reason);
      return "reload";
    });
    if (done) toast(t`Decision taken back`);
    return done;
  }
  return (
    <ReasonDialog title={t`Take the decision back?`} label={t`Why, for the log`} action={t`Take it back`} busy={work.busy} open={decision !== undefined} onClose={onClose} onReason={undo}>
      <Trans>What it kept {name} from ends at once, and the case is open again and yours. Messages that it erased stay erased.</Trans>
      {decision && decision.removedParts.length > 0 && <> <Trans>What it removed of the profile or of a group is shown again, unless something else was put there.</Trans></>}
    </ReasonDialog>
  );
}
