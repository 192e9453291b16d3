import { useState } from "react";
import { Trans } from "@lingui/react/macro";
import { Button } from "@ui/Button";
import { Dialog } from "@ui/Dialog";
import { problemText } from "../forms/problemText";
import { Alert } from "../forms/Alert";
import { cropOf, firstView, type Crop } from "./crop";
import { Cropper } from "./Cropper";
import type { Opened } from "./picture";

type Props = { opened: Opened; title: string; onClose: () => void; onSave: (crop: Crop) => Promise<void> };

/** Choosing what of a picture is seen. A failure keeps the picture and the place, so that one can simply try again. */
export function CropDialog({ opened, title, onClose, onSave }: Props) {
  const [view, setView] = useState(() => firstView(opened.picture));
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string>();

  async function save() {
    setBusy(true);
    setError(undefined);
    try {
      await onSave(cropOf(opened.picture, view));
    } catch (cause) {
      setError(problemText(cause));
      setBusy(false);
    }
  }

  return (
    <Dialog
      title={title}
      open
      onClose={onClose}
      actions={
        <>
          <Button kind="primary" busy={busy} onClick={() => void save()}>
            <Trans>Use this picture</Trans>
          </Button>
          <Button onClick={onClose}>
            <Trans>Cancel</Trans>
          </Button>
        </>
      }
    >
      <Cropper opened={opened} view={view} onView={setView} busy={busy} />
      <Alert>{error}</Alert>
    </Dialog>
  );
}
