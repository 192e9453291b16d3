import { useState } from "react";
import { Trans, useLingui } from "@lingui/react/macro";
import { FingerprintIcon } from "@phosphor-icons/react/dist/csr/Fingerprint";
import { PlusIcon } from "@phosphor-icons/react/dist/csr/Plus";
import { Button } from "@ui/Button";
import { confirm } from "@ui/confirm";
import { Row } from "@ui/Row";
import { Section } from "@ui/Section";
import { toast } from "@ui/toast";
import { longDate, relative } from "@i18n";
import { useStore } from "@store";
import type { Passkey } from "@data";
import { problemText } from "../forms/problemText";
import { Alert } from "../forms/Alert";
import { codeOf } from "../forms/problem";
import { usePasskeys } from "../forms/usePasskeys";
import { useServer } from "../forms/useServer";
import { Loading } from "./Loading";
import css from "./pages.module.css";
import { useLoad } from "./useLoad";

/** The passkeys of the account: what each is known by, one more, one less. */
export function PasskeyList({ hasPassword }: { hasPassword: boolean }) {
  const { t } = useLingui();
  const { api, auth, own } = useStore();
  const can = usePasskeys(useServer());
  const { loaded, reload } = useLoad(api.listPasskeys);
  const [adding, setAdding] = useState(false);
  const [error, setError] = useState<string>();
  const items = loaded.status === "ready" ? loaded.value.items : [];
  if (!can && loaded.status === "ready" && items.length === 0) return null;

  async function change(run: () => Promise<unknown>, done: string) {
    setError(undefined);
    try {
      await run();
      toast(done);
      reload();
      await own.refresh();
    } catch (cause) {
      if (codeOf(cause) !== "passkey_cancelled") setError(problemText(cause));
    }
  }

  async function add() {
    setAdding(true);
    await change(() => auth.addPasskey(), t`Passkey added`);
    setAdding(false);
  }

  async function remove(passkey: Passkey) {
    const last = items.length === 1 && !hasPassword;
    if (last) {
      setError(t`This passkey is your only way in. Set a password or add another passkey first.`);
      return;
    }
    const sure = await confirm({
      title: t`Remove this passkey?`,
      body: t`It will no longer open your account. The device or password manager that holds it may keep showing it.`,
      action: t`Remove`,
      danger: true,
    });
    if (sure) await change(() => api.removePasskey(passkey.id), t`Passkey removed`);
  }

  return (
    <Section title={t`Passkeys`}>
      {loaded.status === "loading" && <Loading rows={1} />}
      {loaded.status === "error" && (
        <>
          <Alert>{problemText(loaded.cause)}</Alert>
          <Button className={css.start} size="small" onClick={reload}>
            <Trans>Try again</Trans>
          </Button>
        </>
      )}
      {loaded.status === "ready" && (
        <>
          {items.length === 0 && (
            <p className={css.lead}>
              <Trans>A passkey opens your account with your face, your fingerprint or this device’s code. There is nothing to remember and nothing to steal.</Trans>
            </p>
          )}
          <div className={css.rows}>
            {items.map((passkey) => (
              <PasskeyRow key={passkey.id} passkey={passkey} onRemove={() => void remove(passkey)} />
            ))}
          </div>
          <Alert>{error}</Alert>
          {can && (
            <Button className={css.start} size="small" icon={<PlusIcon />} busy={adding} onClick={() => void add()}>
              <Trans>Add a passkey</Trans>
            </Button>
          )}
        </>
      )}
    </Section>
  );
}

function PasskeyRow({ passkey, onRemove }: { passkey: Passkey; onRemove: () => void }) {
  const { t } = useLingui();
  const made = longDate(passkey.createdAt);
  const used = passkey.lastUsedAt && relative(passkey.lastUsedAt);
  const name = passkey.name || t`Passkey`;
  return (
    <Row
      compact
      leading={<FingerprintIcon />}
      title={name}
      detail={used ? t`Made on ${made}, used ${used}` : t`Made on ${made}`}
      trailing={
        <Button size="small" kind="quiet" aria-label={t`Remove ${name}`} onClick={onRemove}>
          <Trans>Remove</Trans>
        </Button>
      }
    />
  );
}
