import { Trans, useLingui } from "@lingui/react/macro";
import { useState } from "react";
import { Problem, type Conversation } from "@data";
import { problemText } from "@store";
import { AvatarPicker } from "@features/account";
import { Button } from "@ui/Button";
import { Dialog } from "@ui/Dialog";
import { TextField } from "@ui/TextField";
import { TITLE_MAX, titleFault } from "../title";
import { useGroups } from "../useGroups";
import css from "./details.module.css";

/** What a group is called and shows. The picture is kept at once, the name when one says so. */
export function EditGroup({ conversation, onClose }: { conversation: Conversation; onClose: () => void }) {
  const { t } = useLingui();
  const groups = useGroups();
  const { id, avatar } = conversation;
  const [title, setTitle] = useState(conversation.title ?? "");
  const [busy, setBusy] = useState(false);
  const [cause, setCause] = useState<unknown>();
  const fault = titleFault(title);
  const removed = cause instanceof Problem && cause.code === "removed_before";

  const save = async () => {
    if (fault) return;
    if (title.trim() === conversation.title) return onClose();
    setBusy(true);
    setCause(undefined);
    try {
      await groups.update(id, { title: title.trim() });
      onClose();
    } catch (failure) {
      setCause(failure);
      setBusy(false);
    }
  };

  return (
    <Dialog
      open
      title={t`Name and picture`}
      onClose={onClose}
      actions={
        <>
          <Button kind="primary" busy={busy} disabled={fault !== undefined} onClick={() => void save()}>
            <Trans>Save</Trans>
          </Button>
          <Button kind="quiet" onClick={onClose}>
            <Trans>Cancel</Trans>
          </Button>
        </>
      }
    >
      <div className={css.form}>
        <AvatarPicker
          square
          label={t`The group’s picture`}
          person={{ id, name: title, handle: "", avatar }}
          onSave={(image, crop) => groups.setPicture(id, image, crop)}
          onRemove={() => groups.removePicture(id)}
        />
        <TextField label={t`Name of the group`} value={title} onChange={setTitle} error={fault ?? (cause === undefined ? undefined : removed ? t`Moderators removed this, and their decision stands. Choose something else, or appeal under Settings, Safety, Decisions about you.` : problemText(cause))} maxLength={TITLE_MAX * 4} />
      </div>
    </Dialog>
  );
}
