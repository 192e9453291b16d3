import { useState } from "react";
import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { Button } from "@ui/Button";
import { useSession, useStore } from "@store";
import { problemText } from "../forms/problemText";
import { RecoveryCodes } from "../codes/RecoveryCodes";
import { Alert } from "../forms/Alert";
import { PasswordField } from "../forms/PasswordField";
import { codeOf, lockedText } from "../forms/problem";
import { useForm } from "../forms/useForm";
import css from "./pages.module.css";
import { SettingsPage } from "./SettingsPage";

/** How many recovery codes are left, and ten new ones. */
export default function RecoveryPage() {
  const { t } = useLingui();
  const { me } = useSession();
  const { api, own } = useStore();
  const [password, setPassword] = useState("");
  const [codes, setCodes] = useState<readonly string[]>();
  const has = me?.hasPassword ?? true;

  const { form, errors, busy, onSubmit, clear } = useForm<"password">({
    check: () => ({ password: has && !password ? t`Type your password.` : undefined }),
    async send() {
      const made = await api.renewRecoveryCodes(has ? password : undefined);
      setCodes(made.codes);
      setPassword("");
      await own.refresh();
    },
    explain(cause) {
      if (codeOf(cause) === "bad_credentials") return { password: t`This isn’t your password. Check it and try again.` };
      return { form: lockedText(cause) ?? problemText(cause) };
    },
  });

  return (
    <SettingsPage title={t`Recovery codes`} above={{ href: "/settings/account", title: t`Account` }}>
      {codes && me ? (
        <>
          <p className={css.lead}>
            <Trans>Keep these ten codes. They are shown only now, and the earlier ones no longer work.</Trans>
          </p>
          <RecoveryCodes handle={me.handle} codes={codes} />
          <Button kind="primary" className={css.start} href="/settings/account">
            <Trans>I have kept them</Trans>
          </Button>
        </>
      ) : (
        <>
          <p className={css.lead}>
            <Plural
              value={me?.recoveryCodesLeft ?? 0}
              _0="You have no code left. Make new ones, so that you can come in even without your password or passkey."
              one="You have # code left. Each opens your account once, when you have lost your other ways in."
              other="You have # codes left. Each opens your account once, when you have lost your other ways in."
            />
          </p>
          <form className={css.form} ref={form} onSubmit={onSubmit} noValidate>
            <input type="text" name="username" autoComplete="username" value={me?.handle ?? ""} readOnly hidden />
            {has && (
              <PasswordField
                label={t`Password`}
                hint={t`So that we know it’s you.`}
                value={password}
                onChange={(typed) => {
                  setPassword(typed);
                  clear("password");
                }}
                error={errors.password}
              />
            )}
            <Alert>{errors.form}</Alert>
            <Button kind="primary" type="submit" busy={busy}>
              <Trans>Make ten new codes</Trans>
            </Button>
          </form>
          <p className={css.small}>
            <Trans>Making new codes ends the earlier ones.</Trans>
          </p>
        </>
      )}
    </SettingsPage>
  );
}
