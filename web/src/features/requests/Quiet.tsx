import { Trans, useLingui } from "@lingui/react/macro";
import { Button } from "@ui/Button";
import { Section } from "@ui/Section";
import css from "./PileOn.module.css";
import { usePause } from "./usePause";

/** For the settings: a pause, its beginning and its end. The button stays where it is, and what holds stands above it. */
export default function Quiet() {
  const { t } = useLingui();
  const { until, busy, pause, end } = usePause();
  return (
    <Section title={t`A day without requests`}>
      <p className={css.lead} role="status">
        {until ? (
          <Trans>
            Requests are paused until <b>{until}</b>. It ends by itself.
          </Trans>
        ) : (
          <Trans>When too much comes at once, nobody new can write to you for 24 hours.</Trans>
        )}{" "}
        <Trans>Nobody is told. Your friends, and those you talk with, write as before; requests that are here stay.</Trans>
      </p>
      <Button className={css.start} kind={until ? "secondary" : "primary"} busy={busy} onClick={() => void (until ? end() : pause())}>
        {until ? <Trans>End the pause</Trans> : <Trans>Pause for 24 h</Trans>}
      </Button>
    </Section>
  );
}
