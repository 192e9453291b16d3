import { useState } from "react";
import { Trans, useLingui } from "@lingui/react/macro";
import { Button } from "@ui/Button";
import { Dialog } from "@ui/Dialog";
import { TextField } from "@ui/TextField";
import { toast } from "@ui/toast";
import { useStore } from "@store";
import type { OwnDecision } from "@data";
import { problemText } from "../forms/problemText";
import { codeOf } from "../forms/problem";
import { decisionText } from "@features/safety";

const LONGEST = 2000;

/** What one says against a decision. It can be said once. */
export function AppealDialog({ decision, onClose }: { decision: OwnDecision; onClose: () => void }) {
  const { t } = useLingui();
  const { api, safety } = useStore();
  const [text, setText] = useState("");
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string>();
  const trimmed = text.trim();
  const over = [...trimmed].length > LONGEST;

  async function send() {
    if (trimmed === "") return setError(t`Say why you see it otherwise.`);
    setBusy(true);
    try {
      await api.appealDecision(decision.id, trimmed);
      safety.told();
      toast(t`Your appeal is on its way to somebody else than who decided`);
      onClose();
    } catch (cause) {
      setError(refusal(cause));
      setBusy(false);
    }
  }

  function refusal(cause: unknown): string {
    switch (codeOf(cause)) {
      case "appealed":
        return t`You have appealed this already. It can be done once.`;
      case "undone":
        return t`This decision was taken back already.`;
      case "appeal_expired":
        return t`A decision can be appealed for six months, which are over.`;
      default:
        return problemText(cause);
    }
  }

  return (
    <Dialog
      open
      title={<Trans>Appeal the decision</Trans>}
      onClose={onClose}
      actions={
        <>
          <Button kind="primary" busy={busy} disabled={over} onClick={() => void send()}>
            <Trans>Send the appeal</Trans>
          </Button>
          <Button kind="quiet" onClick={onClose}>
            <Trans>Cancel</Trans>
          </Button>
        </>
      }
    >
      <p>
        <b>{decisionText(decision.action)}.</b> <Trans>Somebody else than who decided reads what you write and answers here. You can appeal once.</Trans>
      </p>
      <TextField
        multiline
        label={t`Why do you see it otherwise?`}
        value={text}
        onChange={(value) => {
          setText(value);
          setError(undefined);
        }}
        error={over ? t`At most 2,000 characters.` : error}
      />
    </Dialog>
  );
}
