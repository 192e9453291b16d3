import { Trans, useLingui } from "@lingui/react/macro";
import { Banner } from "@ui/Banner";
import { Button } from "@ui/Button";
import { useNow } from "@ui/useNow";
import { relative } from "@i18n";
import { useSession } from "@store";
import { nameOf } from "./name";
import css from "./NewSignIn.module.css";
import { useSignIns } from "./useSignIns";

/** Someone signed in on a device that had not been used: was it oneself? One at a time, the last one first. */
export default function NewSignIn() {
  const { t } = useLingui();
  const { me } = useSession();
  const { busy, acknowledge, end } = useSignIns();
  useNow();
  const asked = me?.newSignIns?.[0];
  if (!asked) return null;
  const name = nameOf(asked);
  const when = relative(asked.createdAt);
  return (
    <Banner
      tone="info"
      className={css.banner}
      title={t`New sign-in: ${name}`}
      action={
        <div className={css.acts}>
          <Button size="small" busy={busy} onClick={() => void acknowledge(asked)}>
            <Trans>It was me</Trans>
          </Button>
          <Button size="small" kind="danger" busy={busy} onClick={() => void end(asked)}>
            <Trans context="a sign-in">End it</Trans>
          </Button>
        </div>
      }
    >
      {asked.address ? `${when} · ${asked.address}` : when}
    </Banner>
  );
}
