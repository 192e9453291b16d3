import { Trans, useLingui } from "@lingui/react/macro";
import { Banner } from "@ui/Banner";
import { Button } from "@ui/Button";
import PileOn from "./PileOn";
import css from "./PileOn.module.css";
import { usePause } from "./usePause";

/** Above the requests: that they are paused, or the offer to. */
export function Pause() {
  const { t } = useLingui();
  const { until, busy, end } = usePause();
  if (until === undefined) return <PileOn />;
  return (
    <Banner
      className={css.notice}
      tone="info"
      title={t`Requests are paused until ${until}`}
      action={
        <Button size="small" busy={busy} onClick={() => void end()}>
          <Trans>End</Trans>
        </Button>
      }
    >
      <Trans>Nobody new can write to you. Your friends can, and what is here stays.</Trans>
    </Banner>
  );
}
