import { useState } from "react";
import { useLocation } from "wouter";
import { Trans, useLingui } from "@lingui/react/macro";
import { Button } from "@ui/Button";
import { TextField } from "@ui/TextField";
import { toast } from "@ui/toast";
import { useStore } from "@store";
import { problemText } from "../forms/problemText";
import { Alert } from "../forms/Alert";
import css from "../forms/fields.module.css";
import { FormPage } from "../forms/FormPage";
import { normalizeHandle } from "../forms/handle";
import { PasswordField } from "../forms/PasswordField";
import { passwordMin } from "../forms/password";
import { codeOf, lockedText, passwordRefusal } from "../forms/problem";
import { useForm } from "../forms/useForm";

/** The way in when the usual one is lost: a recovery code, once, for a new password. */
export function Recover() {
  const { t } = useLingui();
  const { auth } = useStore();
  const [, navigate] = useLocation();
  const [handle, setHandle] = useState("");
  const [code, setCode] = useState("");
  const [password, setPassword] = useState("");

  const { form, errors, busy, onSubmit, clear } = useForm<"handle" | "code" | "password">({
    check: () => ({
      handle: handle ? undefined : t`Type your handle.`,
      code: code.trim() ? undefined : t`Type one of your recovery codes.`,
      password: Array.from(password).length >= passwordMin ? undefined : t`Choose a password of 8 characters or more.`,
    }),
    async send() {
      await auth.recover(handle, code.trim(), password);
      toast(t`You’re in. Your other devices have been signed out.`);
    },
    explain(cause) {
      if (codeOf(cause) === "bad_credentials") return { code: t`This code doesn’t open @${handle}. Each code works once: try another one.` };
      const password = passwordRefusal(cause);
      if (password) return { password };
      return { form: lockedText(cause) ?? problemText(cause) };
    },
  });

  return (
    <FormPage
      title={t`Recover your account`}
      lead={t`Use one of the ten recovery codes that you kept when you signed up. It works once; your other devices will be signed out.`}
      onBack={() => navigate("/signin")}
    >
      <form className={css.form} ref={form} onSubmit={onSubmit} noValidate>
        <TextField
          label={t`Handle`}
          name="username"
          prefix="@"
          value={handle}
          onChange={(typed) => {
            setHandle(normalizeHandle(typed));
            clear("handle");
          }}
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          required
          error={errors.handle}
        />
        <TextField
          label={t`Recovery code`}
          name="code"
          value={code}
          onChange={(typed) => {
            setCode(typed);
            clear("code");
          }}
          autoComplete="one-time-code"
          autoCapitalize="none"
          spellCheck={false}
          required
          error={errors.code}
        />
        <PasswordField
          label={t`New password`}
          value={password}
          onChange={(typed) => {
            setPassword(typed);
            clear("password");
          }}
          hint={t`8 characters or more. A few words in a row are easy to keep.`}
          error={errors.password}
          fresh={{ handle }}
        />
        <Alert>{errors.form}</Alert>
        <Button kind="primary" wide type="submit" busy={busy}>
          <Trans>Set the password and sign in</Trans>
        </Button>
      </form>
    </FormPage>
  );
}
