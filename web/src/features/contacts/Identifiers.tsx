import { Trans, useLingui } from "@lingui/react/macro";
import { DeviceMobileIcon } from "@phosphor-icons/react/dist/csr/DeviceMobile";
import { EnvelopeSimpleIcon } from "@phosphor-icons/react/dist/csr/EnvelopeSimple";
import { useState, type FormEvent } from "react";
import { announce } from "@ui/announce";
import { Button } from "@ui/Button";
import { confirm } from "@ui/confirm";
import { TextField } from "@ui/TextField";
import { toast } from "@ui/toast";
import { problemText, useStore } from "@store";
import { Problem } from "@data";
import css from "./contacts.module.css";
import type { Identifier, Kind } from "./kinds";

type Props = { kinds: Kind[]; own: Identifier[]; country: string; onChange: () => void };

/** The numbers and addresses by which one is found, and adding one by the code that is sent to it. */
export function Identifiers({ kinds, own, country, onChange }: Props) {
  const { t } = useLingui();
  const { api } = useStore();

  async function remove({ id, hint }: Identifier) {
    const sure = await confirm({
      title: t`Remove ${hint}?`,
      body: t`People who have it in their contacts no longer find you by it.`,
      action: t`Remove`,
    });
    if (!sure) return;
    try {
      await api.removeIdentifier(id);
      onChange();
    } catch (cause) {
      toast(problemText(cause));
    }
  }

  return (
    <>
      <p className={css.small}>
        <Trans>People who have your number or address in their contacts can find you by it. We keep neither, only what lets them be recognised.</Trans>
      </p>
      {own.length > 0 && (
        <ul className={css.list}>
          {own.map((one) => (
            <li key={one.id} className={css.own}>
              <span className={css.disc}>{one.kind === "phone" ? <DeviceMobileIcon /> : <EnvelopeSimpleIcon />}</span>
              <b>{one.hint}</b>
              <Button size="small" kind="quiet" aria-label={t`Remove ${one.hint}`} onClick={() => void remove(one)}>
                <Trans>Remove</Trans>
              </Button>
            </li>
          ))}
        </ul>
      )}
      {kinds.length === 0 && (
        <p>
          <Trans>This server sends no codes, so nobody can be found by number or address here.</Trans>
        </p>
      )}
      <div className={css.adds}>
        {kinds.map((kind) => (
          <Verify key={kind} kind={kind} country={country} first={own.length === 0} onDone={onChange} />
        ))}
      </div>
    </>
  );
}

type VerifyProps = {
  kind: Kind;
  country: string;
  /** One has none yet: asking for it is what there is to do. */
  first: boolean;
  onDone: () => void;
};

function Verify({ kind, country, first, onDone }: VerifyProps) {
  const { t } = useLingui();
  const { api } = useStore();
  const [value, setValue] = useState("");
  const [code, setCode] = useState("");
  const [sentTo, setSentTo] = useState<string>();
  const [error, setError] = useState<string>();
  const [busy, setBusy] = useState(false);
  const [open, setOpen] = useState(false);

  const saying = (cause: unknown): string => {
    switch (cause instanceof Problem ? cause.code : "") {
      case "phone_invalid":
        return t`This is no mobile number. Write it with its country’s code, like +33 6 12 34 56 78.`;
      case "email_invalid":
        return t`This is no e-mail address.`;
      case "recipient_refused":
        return t`This takes no messages. Look whether it is written rightly.`;
      case "code_not_sent":
        return t`The code could not be sent. Try again in a few minutes.`;
      case "code_wrong":
        return t`This is not the code that was sent.`;
      case "code_expired":
        return t`This code has expired, or was tried too often. Ask for another.`;
      case "contacts_limit":
        return t`Too many codes were asked for. Try again later.`;
      case "too_many_identifiers":
        return t`You can be found by five at most. Remove one first.`;
      default:
        return problemText(cause);
    }
  };

  function again() {
    setSentTo(undefined);
    setError(undefined);
  }

  async function submit(event: FormEvent) {
    event.preventDefault();
    if (busy) return;
    setBusy(true);
    setError(undefined);
    try {
      if (sentTo === undefined) {
        const { hint } = await api.verifyIdentifier({ kind, value, country: kind === "phone" ? country : "" });
        setCode("");
        setSentTo(hint);
        announce(t`A code was sent to ${hint}`);
      } else {
        await api.confirmIdentifier({ kind, code });
        setSentTo(undefined);
        setValue("");
        setOpen(false);
        announce(t`You can be found by it now`);
        onDone();
      }
    } catch (cause) {
      if (cause instanceof Problem && cause.code === "code_expired") again();
      setError(saying(cause));
    } finally {
      setBusy(false);
    }
  }

  if (!first && !open) {
    return (
      <Button size="small" icon={kind === "phone" ? <DeviceMobileIcon /> : <EnvelopeSimpleIcon />} onClick={() => setOpen(true)}>
        {kind === "phone" ? <Trans>Add a mobile number</Trans> : <Trans>Add an e-mail address</Trans>}
      </Button>
    );
  }
  return (
    <form className={css.card} onSubmit={(event) => void submit(event)} noValidate>
      {sentTo === undefined ? (
        <TextField
          label={kind === "phone" ? t`Your mobile number` : t`Your e-mail address`}
          type={kind === "phone" ? "tel" : "email"}
          autoComplete={kind === "phone" ? "tel" : "email"}
          hint={kind === "phone" ? t`A code comes as a text message.` : t`A code comes by e-mail.`}
          value={value}
          onChange={setValue}
          error={error}
          required
        />
      ) : (
        <TextField
          label={t`The code sent to ${sentTo}`}
          inputMode="numeric"
          autoComplete="one-time-code"
          maxLength={10}
          hint={t`Six digits, good for ten minutes.`}
          value={code}
          onChange={setCode}
          error={error}
          required
          // The field takes the place of the one that was just left.
          ref={(field) => field?.focus()}
        />
      )}
      <div className={css.acts}>
        <Button type="submit" kind={first ? "primary" : "secondary"} busy={busy}>
          {sentTo === undefined ? <Trans>Send a code</Trans> : <Trans>Confirm</Trans>}
        </Button>
        {sentTo !== undefined && (
          <Button kind="quiet" onClick={again}>
            {kind === "phone" ? <Trans>Another number</Trans> : <Trans>Another address</Trans>}
          </Button>
        )}
      </div>
    </form>
  );
}
