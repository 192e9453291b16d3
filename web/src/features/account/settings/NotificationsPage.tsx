import { useMemo, useState } from "react";
import { Trans, useLingui } from "@lingui/react/macro";
import { CheckIcon } from "@phosphor-icons/react/dist/csr/Check";
import { WarningCircleIcon } from "@phosphor-icons/react/dist/csr/WarningCircle";
import { Banner } from "@ui/Banner";
import { Button } from "@ui/Button";
import { VisuallyHidden } from "@ui/Hidden";
import { RadioGroup } from "@ui/RadioGroup";
import { Section } from "@ui/Section";
import { Switch } from "@ui/Switch";
import { toast } from "@ui/toast";
import { useSession, useStore } from "@store";
import { createPush, pushAbility, pushSteps, type Push, type PushAbility, type PushContent, type PushStep } from "@data/push";
import { problemText } from "../forms/problemText";
import { EmailDigest } from "./EmailDigest";
import { LoadFailure, Loading } from "./Loading";
import css from "./pages.module.css";
import { SettingsPage } from "./SettingsPage";
import { useLoad } from "./useLoad";

/** Messages to this device while the app is closed: on or off, what they say, and whether they arrive. */
export default function NotificationsPage() {
  const { t } = useLingui();
  const { api } = useStore();
  const push = useMemo(() => createPush(api), [api]);
  const { loaded, reload } = useLoad(push.load);
  return (
    <SettingsPage title={t`Notifications`}>
      {loaded.status === "loading" && <Loading />}
      {loaded.status === "error" && <LoadFailure cause={loaded.cause} onRetry={reload} />}
      {loaded.status === "ready" && <Choices push={push} {...loaded.value} reload={reload} />}
      <EmailDigest />
    </SettingsPage>
  );
}

type Props = { push: Push; ability: PushAbility; on: boolean; content: PushContent; reload: () => void };

function Choices({ push, ability: before, on, content, reload }: Props) {
  const { t } = useLingui();
  const quiet = useSession().me?.quietHours;
  const [ability, setAbility] = useState(before);
  const [busy, setBusy] = useState(false);
  const [chosen, setChosen] = useState(content);
  const possible = ability === "ready" || ability === "ask";
  const { from, until } = quiet ?? {};

  async function change(run: () => Promise<unknown>) {
    setBusy(true);
    try {
      await run();
    } catch (cause) {
      toast(problemText(cause));
    } finally {
      setBusy(false);
      setAbility(pushAbility());
      reload();
    }
  }

  const options: { value: PushContent; label: string; hint: string }[] = [
    { value: "full", label: t`Name and message`, hint: t`Who wrote, and what` },
    { value: "name", label: t`Name only`, hint: t`Who wrote, not what` },
    { value: "none", label: t`Neither`, hint: t`Only that there is a new message` },
  ];
  return (
    <>
      <Unable ability={ability} />
      <div className={css.switches}>
        <Switch
          label={t`Notifications on this device`}
          hint={t`For new messages, while the app is closed or out of sight`}
          checked={on}
          disabled={busy || (!possible && !on)}
          onChange={(next) => void change(() => (next ? push.subscribe(chosen) : push.unsubscribe()))}
        />
      </div>
      {from && (
        <p className={css.small}>
          <Trans>
            From {from} to {until} nothing is sent. Afterwards, one notification says how many messages came.
          </Trans>
        </p>
      )}
      {on && (
        <>
          <RadioGroup<PushContent>
            label={t`What they show`}
            options={options}
            value={chosen}
            onChange={(next) => {
              setChosen(next);
              void change(() => push.choose(next));
            }}
          />
          <Test push={push} />
        </>
      )}
    </>
  );
}

/** Why there can be no notifications here, and what to do. */
function Unable({ ability }: { ability: PushAbility }) {
  const { t } = useLingui();
  const host = window.location.host;
  switch (ability) {
    case "denied":
      return (
        <Banner tone="info" title={t`This browser blocks notifications from here`}>
          <Trans>Allow them for {host} in the browser’s settings, then come back.</Trans>
        </Banner>
      );
    case "install":
      return (
        <Banner tone="info" title={t`Add Causerie to your Home Screen first`}>
          <Trans>On iPhone and iPad, notifications come to installed apps only: tap Share, then Add to Home Screen, and open Causerie from there.</Trans>
        </Banner>
      );
    case "unsupported":
      return (
        <Banner tone="info" title={t`This browser cannot show notifications`}>
          <Trans>Try a current version of Firefox, Chrome, Edge or Safari, outside a private window.</Trans>
        </Banner>
      );
    default:
      return null;
  }
}

/** A message to oneself, step by step. */
function Test({ push }: { push: Push }) {
  const { t } = useLingui();
  const [done, setDone] = useState<Partial<Record<PushStep, boolean>>>();
  const [running, setRunning] = useState(false);
  const next = pushSteps.find((step) => done?.[step] === undefined);
  const wrong = pushSteps.find((step) => done?.[step] === false);
  const steps: Record<PushStep, { says: string; advice: string }> = {
    permission: { says: t`The browser allows notifications`, advice: t`Allow them for this site in the browser’s settings.` },
    subscribed: { says: t`This device takes messages`, advice: t`Switch notifications off and on again.` },
    known: { says: t`The server knows this device`, advice: t`Switch notifications off and on again.` },
    accepted: { says: t`The browser’s message service took the server’s message`, advice: t`Switch notifications off and on again. If that does not help, tell who runs this server.` },
    arrived: { says: t`The message arrived on this device`, advice: t`Check the connection of this device, and that it does not save power by holding messages back.` },
    shown: { says: t`The notification is shown`, advice: t`If you do not see it, allow this browser’s notifications in the settings of your system, and look whether it is in a silent mode.` },
  };

  async function run() {
    setRunning(true);
    setDone({});
    try {
      await push.test((step, worked) => setDone((now) => ({ ...now, [step]: worked })));
    } catch (cause) {
      toast(problemText(cause));
    } finally {
      setRunning(false);
    }
  }

  return (
    <Section title={t`Do they arrive?`} quiet>
      {done && (
        <ol className={css.steps} aria-live="polite">
          {pushSteps.map((step) => (
            <li key={step} data-state={done[step] === undefined ? (running && step === next ? "now" : "open") : done[step] ? "done" : "wrong"}>
              {done[step] === true && <CheckIcon weight="bold" />}
              {done[step] === false && <WarningCircleIcon weight="fill" />}
              {done[step] === undefined && <i aria-hidden="true" />}
              <span>
                {done[step] !== undefined && <VisuallyHidden>{done[step] ? t`Worked:` : t`Did not work:`} </VisuallyHidden>}
                {steps[step].says}
                {(step === wrong || (step === "shown" && done.shown)) && <small>{steps[step].advice}</small>}
              </span>
            </li>
          ))}
        </ol>
      )}
      <Button className={css.start} busy={running} onClick={() => void run()}>
        <Trans>Test notifications</Trans>
      </Button>
    </Section>
  );
}
