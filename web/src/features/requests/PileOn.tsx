import { Trans, useLingui } from "@lingui/react/macro";
import { XIcon } from "@phosphor-icons/react/dist/csr/X";
import { Banner } from "@ui/Banner";
import { Button } from "@ui/Button";
import { IconButton } from "@ui/IconButton";
import css from "./PileOn.module.css";
import { usePause } from "./usePause";

/** When unusually many people ask to write to one at once: the offer to have quiet, which can be waved away. */
export default function PileOn() {
  const { t } = useLingui();
  const { offered, busy, pause, wave } = usePause();
  if (!offered) return null;
  return (
    <Banner
      className={css.notice}
      tone="info"
      title={t`Many people are writing to you at once`}
      action={<IconButton className={css.away} label={t`Not now`} icon={<XIcon size={18} />} disabled={busy} onClick={() => void wave()} />}
    >
      <Trans>Would you like a day without requests? Nobody is told, and your friends write as before.</Trans>
      <Button kind="primary" size="small" className={css.act} busy={busy} onClick={() => void pause()}>
        <Trans>Pause for 24 h</Trans>
      </Button>
    </Banner>
  );
}
