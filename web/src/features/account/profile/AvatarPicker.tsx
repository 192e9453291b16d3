import { useRef, useState } from "react";
import { Trans, useLingui } from "@lingui/react/macro";
import { ImageIcon } from "@phosphor-icons/react/dist/csr/Image";
import { Avatar } from "@ui/Avatar";
import { Button } from "@ui/Button";
import type { Profile } from "@data";
import { problemText } from "../forms/problemText";
import { Alert } from "../forms/Alert";
import css from "./AvatarPicker.module.css";
import type { Crop } from "./crop";
import { CropDialog } from "./CropDialog";
import { accepted, closePicture, openPicture, type Opened } from "./picture";

type Props = {
  person: Pick<Profile, "id" | "name" | "handle" | "avatar">;
  onSave: (image: Blob, crop: Crop) => Promise<void>;
  onRemove?: () => Promise<void>;
  /** A group: a soft square, under a name of its own. */
  square?: boolean;
  label?: string;
};

/** The face of an account or of a group, with the ways to change it. */
export function AvatarPicker({ person, onSave, onRemove, square = false, label }: Props) {
  const { t } = useLingui();
  const input = useRef<HTMLInputElement>(null);
  const [opened, setOpened] = useState<Opened>();
  const [error, setError] = useState<string>();
  const [removing, setRemoving] = useState(false);

  async function choose(file: File | undefined) {
    if (!file) return;
    const found = await openPicture(file);
    setError(found.fault === "large" ? t`This picture is larger than 20 MB. Choose a smaller one.` : undefined);
    if (found.fault === "unreadable") setError(t`This isn’t a picture we can read. Choose a JPEG, PNG, WebP or GIF.`);
    setOpened(found.opened);
  }

  function close() {
    if (opened) closePicture(opened);
    setOpened(undefined);
  }

  async function remove() {
    setRemoving(true);
    setError(undefined);
    await onRemove?.().catch((cause: unknown) => setError(problemText(cause)));
    setRemoving(false);
  }

  return (
    <div className={css.picker}>
      <Avatar name={person.name || person.handle} src={person.avatar?.large} seed={person.id} size={128} square={square} />
      <div className={css.ways}>
        <input
          ref={input}
          type="file"
          accept={accepted.join(",")}
          hidden
          onChange={(event) => {
            void choose(event.target.files?.[0]);
            event.target.value = "";
          }}
        />
        <Button size="small" icon={<ImageIcon />} onClick={() => input.current?.click()}>
          {person.avatar ? <Trans>Change the picture</Trans> : <Trans>Choose a picture</Trans>}
        </Button>
        {person.avatar && onRemove && (
          <Button size="small" kind="quiet" busy={removing} onClick={() => void remove()}>
            <Trans>Remove</Trans>
          </Button>
        )}
      </div>
      <Alert>{error}</Alert>
      {opened && (
        <CropDialog
          opened={opened}
          title={label ?? t`Your picture`}
          onClose={close}
          onSave={async (crop) => {
            await onSave(opened.file, crop);
            close();
          }}
        />
      )}
    </div>
  );
}
