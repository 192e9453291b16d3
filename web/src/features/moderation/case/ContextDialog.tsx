import { Trans, useLingui } from "@lingui/react/macro";
import type { Case, CaseReport, Glance } from "@data/moderation";
import { useModeration } from "../useModeration";
import { ReasonDialog } from "./ReasonDialog";
import type { CaseWork } from "./useCase";

/** What was read around reported messages, and why. */
export type Looked = Glance & { reason: string };

type Props = { opened: Case; report?: CaseReport; onClose: () => void; onLook: (look: Looked) => void; work: CaseWork };

/** Before one reads more than was reported: why, and who will know. */
export function ContextDialog({ opened, report, onClose, onLook, work }: Props) {
  const { t } = useLingui();
  const api = useModeration();
  const look = (reason: string) =>
    work.act(async () => {
      if (report?.conversationId === undefined) return (now) => now;
      onLook({ ...(await api.getContext(opened.id, report.conversationId, reason)), reason });
      return (now) => now;
    });
  return (
    <ReasonDialog title={t`Look at what was written around it?`} label={t`Why you need it`} action={t`Look, and log it`} busy={work.busy} open={report !== undefined} onClose={onClose} onReason={look}>
      <Trans>You will read up to 20 messages before and after those that were reported, of everyone in the conversation. This look and its reason go into the audit log; those whose words you read, and who reported, can read them after the case.</Trans>
    </ReasonDialog>
  );
}
