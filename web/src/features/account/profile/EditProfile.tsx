import { useState } from "react";
import { useLocation } from "wouter";
import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { Button } from "@ui/Button";
import { Screen } from "@ui/Screen";
import { Skeleton } from "@ui/Skeleton";
import { TextField } from "@ui/TextField";
import { useSession, useStore } from "@store";
import type { Me } from "@data";
import { problemText } from "../forms/problemText";
import { Alert } from "../forms/Alert";
import { bioMax, lengthOf, nameMax } from "../forms/limits";
import { codeOf } from "../forms/problem";
import { useForm } from "../forms/useForm";
import { AvatarPicker } from "./AvatarPicker";
import css from "./EditProfile.module.css";
import { forgetEdits, keepEdits, keptEdits } from "./edits";

/** One's own profile, as others will see it. */
export function EditProfile() {
  const { t } = useLingui();
  const { me } = useSession();
  return (
    <Screen title={t`Edit profile`} back="/profile" page>
      {me ? (
        <Fields key={me.id} me={me} />
      ) : (
        <div className={css.loading}>
          <Skeleton shape="circle" />
          <Skeleton shape="card" />
          <Skeleton shape="card" />
        </div>
      )}
    </Screen>
  );
}

function Fields({ me }: { me: Me }) {
  const { t } = useLingui();
  const { own } = useStore();
  const [, navigate] = useLocation();
  const [fields, setFields] = useState(() => keptEdits(me));
  const { name, bio } = fields;
  const left = bioMax - lengthOf(bio);
  const changed = name !== me.name || bio !== me.bio;

  const { form, errors, busy, onSubmit, clear } = useForm<"name" | "bio">({
    check: () => ({
      name: lengthOf(name.trim()) > nameMax ? t`A name has at most 50 characters.` : undefined,
      bio: left < 0 ? t`A bio has at most 300 characters.` : undefined,
    }),
    async send() {
      if (changed) await own.update({ name: name.trim(), bio: bio.trim() });
      forgetEdits();
      navigate("/profile");
    },
    explain: (cause) => (codeOf(cause) === "too_long" ? { bio: t`Make it a little shorter: 300 characters on 10 lines at most.` } : { form: problemText(cause) }),
  });

  function change(field: "name" | "bio", text: string) {
    const next = { ...fields, [field]: text };
    setFields(next);
    keepEdits(me.id, next);
    clear(field);
  }

  return (
    <form className={css.form} ref={form} onSubmit={onSubmit} noValidate>
      <AvatarPicker person={me} onSave={(image, crop) => own.setAvatar(image, crop)} onRemove={() => own.removeAvatar()} />
      <TextField
        label={t`Name`}
        name="name"
        value={name}
        onChange={(text) => change("name", text)}
        autoComplete="name"
        error={errors.name}
        hint={t`As your people call you.`}
      />
      <TextField
        label={t`Bio`}
        name="bio"
        multiline
        value={bio}
        onChange={(text) => change("bio", text)}
        error={left < 0 ? <Plural value={-left} one="# character too many." other="# characters too many." /> : errors.bio}
        hint={<Plural value={left} one="Everyone sees it. # character left." other="Everyone sees it. # characters left." />}
      />
      <Alert>{errors.form}</Alert>
      <div className={css.acts}>
        <Button kind="primary" type="submit" busy={busy}>
          <Trans>Save</Trans>
        </Button>
        {changed && !busy && (
          <Button
            kind="quiet"
            onClick={() => {
              forgetEdits();
              setFields({ name: me.name, bio: me.bio });
            }}
          >
            <Trans>Undo the changes</Trans>
          </Button>
        )}
      </div>
    </form>
  );
}
