import { useState } from "react";
import { useLocation } from "wouter";
import { Trans, useLingui } from "@lingui/react/macro";
import { Button } from "@ui/Button";
import { toast } from "@ui/toast";
import { useSession, useStore } from "@store";
import { problemText } from "../forms/problemText";
import { Alert } from "../forms/Alert";
import { PasswordField } from "../forms/PasswordField";
import { passwordMin } from "../forms/password";
import { codeOf, lockedText, passwordRefusal } from "../forms/problem";
import { useForm } from "../forms/useForm";
import css from "./pages.module.css";
import { SettingsPage } from "./SettingsPage";

/** Setting the first password, or changing it. */
export default function PasswordPage() {
  const { t } = useLingui();
  const { me } = useSession();
  const { api, own } = useStore();
  const [, navigate] = useLocation();
  const [current, setCurrent] = useState("");
  const [password, setPassword] = useState("");
  const has = me?.hasPassword ?? true;

  const { form, errors, busy, onSubmit, clear } = useForm<"current" | "password">({
    check: () => ({
      current: has && !current ? t`Type your current password.` : undefined,
      password: Array.from(password).length >= passwordMin ? undefined : t`Choose a password of 8 characters or more.`,
    }),
    async send() {
      await api.changePassword(has ? { current, password } : { password });
      toast(t`Password saved. Your other devices have been signed out.`);
      await own.refresh();
      navigate("/settings/account");
    },
    explain(cause) {
      if (codeOf(cause) === "bad_credentials") return { current: t`This isn’t your current password. Check it and try again.` };
      const password = passwordRefusal(cause);
      if (password) return { password };
      return { form: lockedText(cause) ?? problemText(cause) };
    },
  });

  return (
    <SettingsPage title={has ? t`Change the password` : t`Set a password`} above={{ href: "/settings/account", title: t`Account` }}>
      <p className={css.lead}>
        <Trans>Your other devices will be signed out. This one stays.</Trans>
      </p>
      <form className={css.form} ref={form} onSubmit={onSubmit} noValidate>
        <input type="text" name="username" autoComplete="username" value={me?.handle ?? ""} readOnly hidden />
        {has && (
          <PasswordField
            label={t`Current password`}
            value={current}
            onChange={(typed) => {
              setCurrent(typed);
              clear("current");
            }}
            error={errors.current}
          />
        )}
        <PasswordField
          label={t`New password`}
          value={password}
          onChange={(typed) => {
            setPassword(typed);
            clear("password");
          }}
          hint={t`8 characters or more. A few words in a row are easy to keep.`}
          error={errors.password}
          fresh={{ handle: me?.handle ?? "" }}
        />
        <Alert>{errors.form}</Alert>
        <Button kind="primary" type="submit" busy={busy}>
          <Trans>Save the password</Trans>
        </Button>
      </form>
    </SettingsPage>
  );
}
