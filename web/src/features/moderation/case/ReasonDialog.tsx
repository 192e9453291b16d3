import { useLingui } from "@lingui/react/macro";
import { useState, type ReactNode } from "react";
import { Button } from "@ui/Button";
import { Dialog } from "@ui/Dialog";
import { TextField } from "@ui/TextField";

type Props = {
  title: string;
  /** What comes of it, and who reads the reason. */
  children: ReactNode;
  label: string;
  /** The words of the button that does it. */
  action: string;
  busy: boolean;
  open: boolean;
  onClose: () => void;
  /** Answers whether it was done. */
  onReason: (reason: string) => Promise<boolean>;
};

/** Asks for a reason that is logged, before something is done. */
export function ReasonDialog({ title, children, label, action, busy, open, onClose, onReason }: Props) {
  const { t } = useLingui();
  const [reason, setReason] = useState("");
  const given = reason.trim();
  async function go() {
    if (given === "" || !(await onReason(given))) return;
    setReason("");
    onClose();
  }
  return (
    <Dialog
      open={open}
      onClose={onClose}
      title={title}
      actions={
        <>
          <Button kind="primary" busy={busy} disabled={given === ""} onClick={() => void go()}>{action}</Button>
          <Button kind="quiet" onClick={onClose}>{t`Cancel`}</Button>
        </>
      }
    >
      <p>{children}</p>
      <TextField label={label} value={reason} onChange={setReason} multiline required maxLength={2000} />
    </Dialog>
  );
}
