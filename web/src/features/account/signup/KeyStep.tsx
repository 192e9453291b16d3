import { Trans, useLingui } from "@lingui/react/macro";
import { useState } from "react";
import { FingerprintIcon } from "@phosphor-icons/react/dist/csr/Fingerprint";
import { LockKeyIcon } from "@phosphor-icons/react/dist/csr/LockKey";
import { Button } from "@ui/Button";
import { RadioGroup } from "@ui/RadioGroup";
import { useStore } from "@store";
import type { SignedUp } from "@data";
import { problemText } from "../forms/problemText";
import { isoBirthDate } from "../forms/birthDate";
import { Alert } from "../forms/Alert";
import css from "../forms/fields.module.css";
import { FormPage } from "../forms/FormPage";
import { PasswordField } from "../forms/PasswordField";
import { passwordMin } from "../forms/password";
import { codeOf, lockedText, passwordRefusal } from "../forms/problem";
import { useForm } from "../forms/useForm";
import type { StepProps } from "./SignUp";

type Props = StepProps & {
  /** Whether this browser and this server can do passkeys. */
  passkeys: boolean;
  onRefused: (cause: unknown) => boolean;
  onDone: (account: SignedUp) => void;
};

/** The third step: how one will come back, and the account itself. */
export function KeyStep({ draft, change, onBack, passkeys, onRefused, onDone }: Props) {
  const { t, i18n } = useLingui();
  const { auth } = useStore();
  /** How much of the work is done that the server asks for, in percent. */
  const [worked, setWorked] = useState<number>();
  const method = passkeys ? (draft.method ?? "passkey") : "password";

  const { form, errors, busy, onSubmit, clear } = useForm<"password">({
    check() {
      if (method === "passkey" || Array.from(draft.password).length >= passwordMin) return {};
      return { password: t`Choose a password of 8 characters or more.` };
    },
    async send() {
      const onWork = (share: number) => setWorked(Math.floor(share * 10) * 10);
      const fields = {
        handle: draft.handle,
        name: draft.name.trim() || undefined,
        birthDate: isoBirthDate(draft.birth),
        language: i18n.locale,
      };
      onDone(
        method === "passkey"
          ? await auth.signUpWithPasskey(fields, onWork)
          : await auth.signUpWithPassword({ ...fields, password: draft.password }, onWork),
      );
    },
    explain(cause) {
      setWorked(undefined);
      if (onRefused(cause)) return {};
      const password = passwordRefusal(cause);
      if (password) return { password };
      if (codeOf(cause) === "passkey_cancelled") return { form: t`No passkey was made. Try again, or choose a password.` };
      return { form: lockedText(cause) ?? problemText(cause) };
    },
  });

  return (
    <FormPage title={t`Your way back in`} step={[3, 3]} onBack={onBack}>
      <form className={css.form} ref={form} onSubmit={onSubmit} noValidate>
        <input type="text" name="username" autoComplete="username" value={draft.handle} readOnly hidden />
        {passkeys && (
          <RadioGroup
            label={t`To sign in`}
            options={[
              { value: "passkey", label: t`Passkey`, hint: t`Your face or fingerprint. Nothing to remember.`, icon: <FingerprintIcon /> },
              { value: "password", label: t`Password`, hint: t`8 characters or more`, icon: <LockKeyIcon /> },
            ]}
            value={method}
            onChange={(chosen) => {
              change({ method: chosen });
              clear("form");
            }}
          />
        )}
        {method === "password" && (
          <PasswordField
            label={t`Password`}
            value={draft.password}
            onChange={(password) => {
              change({ password });
              clear("password");
            }}
            hint={t`8 characters or more. A few words in a row are easy to keep.`}
            error={errors.password}
            fresh={{ handle: draft.handle }}
          />
        )}
        <Alert>{errors.form}</Alert>
        <p className={css.under} role="status">
          {busy && worked !== undefined && t`Many people are signing up right now, so your device has something to compute first: about ${worked} %. It takes a minute at most.`}
        </p>
        <Button kind="primary" wide type="submit" busy={busy}>
          <Trans>Create my account</Trans>
        </Button>
      </form>
    </FormPage>
  );
}
