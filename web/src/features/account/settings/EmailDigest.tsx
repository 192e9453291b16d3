import { useMemo, useState } from "react";
import { Trans, useLingui } from "@lingui/react/macro";
import { EnvelopeSimpleIcon } from "@phosphor-icons/react/dist/csr/EnvelopeSimple";
import { announce } from "@ui/announce";
import { Banner } from "@ui/Banner";
import { Button } from "@ui/Button";
import { confirm } from "@ui/confirm";
import { RadioGroup } from "@ui/RadioGroup";
import { Section } from "@ui/Section";
import { TextField } from "@ui/TextField";
import { toast } from "@ui/toast";
import { createDigests, type DigestEvery, type Digests, type EmailDigest as State } from "@data/digest";
import { useStore } from "@store";
import { Alert } from "../forms/Alert";
import { codeOf } from "../forms/problem";
import { problemText } from "../forms/problemText";
import { useForm } from "../forms/useForm";
import css from "./pages.module.css";
import { useLoad } from "./useLoad";

/** Summaries by e-mail for when one is away: to which address, and how often at most. Not there where the server sends none, or cannot be asked. */
export function EmailDigest() {
  const { t } = useLingui();
  const { api } = useStore();
  const digests = useMemo(() => createDigests(api), [api]);
  const { loaded, reload } = useLoad(digests.load);
  if (loaded.status !== "ready" || !loaded.value.available) return null;
  const state = loaded.value;
  return (
    <Section title={t`E-mail while you are away`} quiet>
      <p className={css.small}>
        <Trans>When you have not opened Causerie for a day, one e-mail says how many messages wait, and from whom. Never what they say.</Trans>
      </p>
      {state.refused && (
        <Banner tone="danger" title={t`E-mail to ${state.hint} comes back`}>
          <Trans>It was turned down for good, so none is sent there any more. Confirm the address again, or another.</Trans>
        </Banner>
      )}
      {state.hint && !state.refused ? <Choice digests={digests} state={state} onChange={reload} /> : <Address digests={digests} onDone={reload} />}
    </Section>
  );
}

type Props = { digests: Digests; state: State; onChange: () => void };

function Choice({ digests, state, onChange }: Props) {
  const { t, i18n } = useLingui();
  const [every, setEvery] = useState(state.every);
  const { hint } = state;

  async function run(change: () => Promise<unknown>) {
    try {
      await change();
    } catch (cause) {
      setEvery(state.every);
      toast(problemText(cause));
    }
    onChange();
  }

  async function forget() {
    const sure = await confirm({ title: t`Remove ${hint}?`, body: t`No summaries are sent any more, and the server forgets the address.`, action: t`Remove` });
    if (sure) await run(digests.forget);
  }

  return (
    <div className={css.switches}>
      <p className={css.address}>
        <EnvelopeSimpleIcon size={24} aria-hidden="true" />
        <b>{hint}</b>
        <Button size="small" kind="quiet" aria-label={t`Remove ${hint}`} onClick={() => void forget()}>
          <Trans>Remove</Trans>
        </Button>
      </p>
      <RadioGroup<DigestEvery>
        label={t`How often`}
        options={[
          { value: "never", label: t`Never` },
          { value: "daily", label: t`Once a day at most` },
          { value: "weekly", label: t`Once a week at most` },
        ]}
        value={every}
        onChange={(next) => {
          setEvery(next);
          void run(() => digests.choose(next, i18n.locale === "fr" ? "fr" : "en"));
        }}
      />
    </div>
  );
}

/** Proving an address by the code that is sent to it. */
function Address({ digests, onDone }: { digests: Digests; onDone: () => void }) {
  const { t } = useLingui();
  const [email, setEmail] = useState("");
  const [code, setCode] = useState("");
  const [sentTo, setSentTo] = useState<string>();

  const { form, errors, busy, onSubmit, clear } = useForm<"email" | "code">({
    check: () => (sentTo === undefined ? { email: email.trim() ? undefined : t`Type your e-mail address.` } : { code: code.trim() ? undefined : t`Type the code.` }),
    async send() {
      if (sentTo === undefined) {
        const { hint } = await digests.verify(email);
        setCode("");
        setSentTo(hint);
        announce(t`A code was sent to ${hint}`);
      } else {
        await digests.confirm(code);
        onDone();
      }
    },
    explain(cause) {
      switch (codeOf(cause)) {
        case "email_invalid":
          return { email: t`This is no e-mail address.` };
        case "recipient_refused":
          return { email: t`This takes no messages. Look whether it is written rightly.` };
        case "code_wrong":
          return { code: t`This is not the code that was sent.` };
        case "code_not_sent":
          return { form: t`The code could not be sent. Try again in a few minutes.` };
        case "contacts_limit":
          return { form: t`Too many codes were asked for. Try again later.` };
        case "code_expired":
          setSentTo(undefined);
          return { form: t`This code has expired, or was tried too often. Ask for another.` };
        default:
          return { form: problemText(cause) };
      }
    },
  });

  return (
    <form className={css.form} ref={form} onSubmit={onSubmit} noValidate>
      <Alert>{errors.form}</Alert>
      {sentTo === undefined ? (
        <TextField
          label={t`Your e-mail address`}
          type="email"
          autoComplete="email"
          hint={t`A code comes there. Nobody finds you by it.`}
          value={email}
          onChange={(next) => {
            setEmail(next);
            clear("email");
          }}
          error={errors.email}
        />
      ) : (
        <TextField
          label={t`The code sent to ${sentTo}`}
          inputMode="numeric"
          autoComplete="one-time-code"
          maxLength={10}
          hint={t`Six digits, good for ten minutes.`}
          value={code}
          onChange={(next) => {
            setCode(next);
            clear("code");
          }}
          error={errors.code}
          // The field takes the place of the one that was just left.
          ref={(field) => field?.focus()}
        />
      )}
      <div className={css.acts}>
        <Button type="submit" busy={busy}>
          {sentTo === undefined ? <Trans>Send a code</Trans> : <Trans>Confirm</Trans>}
        </Button>
        {sentTo !== undefined && (
          <Button kind="quiet" onClick={() => setSentTo(undefined)}>
            <Trans>Another address</Trans>
          </Button>
        )}
      </div>
    </form>
  );
}
