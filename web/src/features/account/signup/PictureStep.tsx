import { useState } from "react";
import { Trans, useLingui } from "@lingui/react/macro";
import { Button } from "@ui/Button";
import type { Me } from "@data";
import css from "../forms/fields.module.css";
import { FormPage } from "../forms/FormPage";
import { AvatarPicker } from "../profile/AvatarPicker";
import type { Crop } from "../profile/crop";

type Props = {
  me: Me;
  save: (image: Blob, crop: Crop) => Promise<Me>;
  onDone: () => void;
};

/** The last step, which one may skip: a face. */
export function PictureStep({ me, save, onDone }: Props) {
  const { t } = useLingui();
  const [shown, setShown] = useState(me);
  const chosen = shown.avatar !== undefined;
  const name = me.name || me.handle;
  return (
    <FormPage title={t`The seat is yours, ${name}`} lead={t`Add a picture, so that your people know it’s you. You can also do it later.`}>
      <div className={css.form}>
        <AvatarPicker person={shown} onSave={async (image, crop) => setShown(await save(image, crop))} />
        <Button kind={chosen ? "primary" : "quiet"} wide onClick={onDone}>
          {chosen ? <Trans>Go to my inbox</Trans> : <Trans>Not now</Trans>}
        </Button>
      </div>
    </FormPage>
  );
}
