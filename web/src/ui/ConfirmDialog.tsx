import { useLingui } from "@lingui/react/macro";
import { Button } from "./Button";
import { Dialog } from "./Dialog";
import type { Question } from "./overlays";

/** The dialog of confirm(). */
export default function ConfirmDialog({ question }: { question: Question }) {
  const { t } = useLingui();
  return (
    <Dialog
      open
      title={question.title}
      role="alertdialog"
      onClose={() => question.answer(false)}
      actions={
        <>
          <Button kind={question.danger ? "danger" : "primary"} onClick={() => question.answer(true)}>{question.action}</Button>
          <Button kind="quiet" data-autofocus onClick={() => question.answer(false)}>{t`Cancel`}</Button>
        </>
      }
    >
      {question.body}
    </Dialog>
  );
}
