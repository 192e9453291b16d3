import { useState } from "react";
import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { Button } from "@ui/Button";
import { Dialog } from "@ui/Dialog";
import { RadioGroup } from "@ui/RadioGroup";
import { TextField } from "@ui/TextField";
import type { ReportReason } from "@data";
import { REASONS, reasonText } from "./reasons";

const LONGEST = 2000;

export type ReportGiven = { reason: ReportReason; text?: string };

type Props = { open: boolean; count: number; onClose: () => void; onSend: (report: ReportGiven) => void };

/** Why one reports requests, and what else the moderators should know. */
export function ReportDialog({ open, count, onClose, onSend }: Props) {
  const { t } = useLingui();
  const [reason, setReason] = useState<ReportReason>("spam");
  const [text, setText] = useState("");
  const trimmed = text.trim();
  const over = [...trimmed].length > LONGEST;
  return (
    <Dialog
      open={open}
      title={<Plural value={count} one="Report this request" other="Report # requests" />}
      onClose={onClose}
      actions={
        <>
          <Button kind="danger" disabled={over} onClick={() => onSend({ reason, text: trimmed || undefined })}>
            <Trans>Report</Trans>
          </Button>
          <Button kind="quiet" onClick={onClose}>
            <Trans>Cancel</Trans>
          </Button>
        </>
      }
    >
      <p>
        <Trans>Moderators see the messages. The request is gone for you, and the person is not told who reported them.</Trans>
      </p>
      <RadioGroup label={t`What is it?`} options={REASONS.map((value) => ({ value, label: reasonText(value) }))} value={reason} onChange={setReason} />
      <TextField
        multiline
        label={t`What else should they know? (optional)`}
        value={text}
        onChange={setText}
        error={over ? t`At most 2,000 characters.` : undefined}
      />
    </Dialog>
  );
}
