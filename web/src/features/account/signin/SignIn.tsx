import { useState } from "react";
import { Link, useLocation } from "wouter";
import { Trans, useLingui } from "@lingui/react/macro";
import { FingerprintIcon } from "@phosphor-icons/react/dist/csr/Fingerprint";
import { Button } from "@ui/Button";
import { TextField } from "@ui/TextField";
import { useStore } from "@store";
import { problemText } from "../forms/problemText";
import { Alert } from "../forms/Alert";
import css from "../forms/fields.module.css";
import { FormPage } from "../forms/FormPage";
import { normalizeHandle } from "../forms/handle";
import { PasswordField } from "../forms/PasswordField";
import { codeOf, lockedText } from "../forms/problem";
import { useForm } from "../forms/useForm";
import { usePasskeys } from "../forms/usePasskeys";
import { useServer } from "../forms/useServer";
import { usePasskeyAutofill } from "./usePasskeyAutofill";

/** Coming back: by a passkey, or by handle and password. */
export function SignIn() {
  const { t } = useLingui();
  const { auth } = useStore();
  const [, navigate] = useLocation();
  const passkeys = usePasskeys(useServer());
  const [handle, setHandle] = useState("");
  const [password, setPassword] = useState("");
  const [asking, setAsking] = useState(false);
  const [passkeyError, setPasskeyError] = useState<string>();
  const autofill = usePasskeyAutofill(passkeys, (cause) => setPasskeyError(passkeyText(cause)));

  function passkeyText(cause: unknown): string {
    if (codeOf(cause) === "passkey_cancelled") return t`No passkey was used. Try again, or sign in with your password.`;
    return lockedText(cause) ?? problemText(cause);
  }

  const { form, errors, busy, onSubmit, clear } = useForm<"handle" | "password">({
    check: () => ({
      handle: handle ? undefined : t`Type your handle.`,
      password: password ? undefined : t`Type your password.`,
    }),
    async send() {
      setPasskeyError(undefined);
      await auth.signInWithPassword(handle, password);
    },
    explain(cause) {
      if (codeOf(cause) === "bad_credentials") return { password: t`This handle and this password don’t go together. Check both.` };
      return { form: lockedText(cause) ?? problemText(cause) };
    },
  });

  async function withPasskey() {
    if (asking || busy) return;
    setAsking(true);
    setPasskeyError(undefined);
    clear("form");
    try {
      autofill.pause();
      await auth.signInWithPasskey();
    } catch (cause) {
      setPasskeyError(passkeyText(cause));
      autofill.resume();
    } finally {
      setAsking(false);
    }
  }

  return (
    <FormPage title={t`Back to your seat`} onBack={() => navigate("/welcome")}>
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
          autoComplete={passkeys ? "username webauthn" : "username"}
          autoCapitalize="none"
          spellCheck={false}
          required
          error={errors.handle}
        />
        <PasswordField
          label={t`Password`}
          value={password}
          onChange={(typed) => {
            setPassword(typed);
            clear("password");
          }}
          error={errors.password}
        />
        <Alert>{errors.form ?? passkeyError}</Alert>
        <div className={css.acts}>
          <Button kind="primary" wide type="submit" busy={busy}>
            <Trans>Sign in</Trans>
          </Button>
          {passkeys && (
            <Button wide icon={<FingerprintIcon />} busy={asking} onClick={() => void withPasskey()}>
              <Trans>Use a passkey</Trans>
            </Button>
          )}
        </div>
        <p className={css.under}>
          <Link href="/recover">
            <Trans>I can’t get in</Trans>
          </Link>
          <span aria-hidden="true">·</span>
          <Link href="/signup">
            <Trans>Create an account</Trans>
          </Link>
        </p>
      </form>
    </FormPage>
  );
}
