import { Trans, useLingui } from "@lingui/react/macro";
import { CopyIcon } from "@phosphor-icons/react/dist/csr/Copy";
import { DownloadSimpleIcon } from "@phosphor-icons/react/dist/csr/DownloadSimple";
import { Button } from "@ui/Button";
import { toast } from "@ui/toast";
import css from "./RecoveryCodes.module.css";
import { codesFile, saveText } from "./file";

/** Recovery codes, the one time that they are seen, with the ways to keep them. */
export function RecoveryCodes({ handle, codes }: { handle: string; codes: readonly string[] }) {
  const { t } = useLingui();

  async function copy() {
    try {
      await navigator.clipboard.writeText(codes.join("\n"));
      toast(t`Codes copied`);
    } catch {
      toast(t`This browser doesn’t allow copying. Download the codes, or write them down.`);
    }
  }

  function download() {
    const lines = [
      t`Causerie: recovery codes of @${handle}`,
      t`Each one lets you in once, with a new password, at ${window.location.origin}/recover`,
    ];
    saveText(t`causerie-recovery-codes.txt`, codesFile(lines, codes));
  }

  return (
    <div className={css.codes}>
      <ol className={css.list} aria-label={t`Recovery codes`}>
        {codes.map((code) => (
          <li key={code}>
            <code>{code}</code>
          </li>
        ))}
      </ol>
      <div className={css.ways}>
        <Button icon={<CopyIcon />} onClick={() => void copy()}>
          <Trans>Copy</Trans>
        </Button>
        <Button icon={<DownloadSimpleIcon />} onClick={download}>
          <Trans>Download</Trans>
        </Button>
      </div>
    </div>
  );
}
