import { Trans, useLingui } from "@lingui/react/macro";
import { DownloadSimpleIcon } from "@phosphor-icons/react/dist/csr/DownloadSimple";
import { useState } from "react";
import { Button } from "@ui/Button";
import { toast } from "@ui/toast";
import type { Case, Export } from "@data/moderation";
import { staffProblem } from "../problems";
import { useModeration } from "../useModeration";
import css from "./Case.module.css";
import { ReasonDialog } from "./ReasonDialog";

/** Hands a case out to authorities, as a file with its hash. */
export function ExportButton({ opened }: { opened: Case }) {
  const { t } = useLingui();
  const api = useModeration();
  const [asking, setAsking] = useState(false);
  const [busy, setBusy] = useState(false);
  const [done, setDone] = useState<Export>();

  async function hand(reason: string): Promise<boolean> {
    setBusy(true);
    try {
      const made = await api.export(opened.id, reason);
      setDone(made);
      save(`case-${opened.id}.json`, made.document);
      return true;
    } catch (cause) {
      toast(staffProblem(cause));
      return false;
    } finally {
      setBusy(false);
    }
  }

  return (
    <div className={css.export}>
      <Button size="small" kind="room" icon={<DownloadSimpleIcon />} onClick={() => setAsking(true)}><Trans>Export for authorities…</Trans></Button>
      {done && <p className={css.caption} role="status"><Trans>SHA-256 of the file:</Trans> <code className={css.hash}>{done.sha256}</code></p>}
      <ReasonDialog title={t`Export this case?`} label={t`Who asks for it, and why`} action={t`Export, and log it`} busy={busy} open={asking} onClose={() => setAsking(false)} onReason={hand}>
        <Trans>The file holds the reports, the evidence, the decisions and this case’s part of the audit log. The export, its reason and the file’s hash are logged, and the people concerned can read of it after the case.</Trans>
      </ReasonDialog>
    </div>
  );
}

function save(name: string, text: string) {
  const address = URL.createObjectURL(new Blob([text], { type: "application/json" }));
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
