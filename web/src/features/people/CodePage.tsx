import { Trans, useLingui } from "@lingui/react/macro";
import { Avatar } from "@ui/Avatar";
import { Button } from "@ui/Button";
import { QrCode } from "@ui/QrCode";
import { Screen } from "@ui/Screen";
import { useSession } from "@store";
import css from "./Code.module.css";
import { nameOf } from "./names";
import { PersonSkeleton } from "./Person";
import { addressOf, shareProfile } from "./share";

/** One's profile as a code that any camera reads. */
export default function CodePage() {
  const { t } = useLingui();
  const { me } = useSession();
  return (
    <Screen className={css.column} title={t`Your QR code`} back={true}>
      {me ? (
        <div className={css.page}>
          <div className={css.card}>
            <Avatar name={nameOf(me)} src={me.avatar?.large} seed={me.id} size={96} />
            <p className={css.name} dir="auto">
              {nameOf(me)}
            </p>
            <p className={css.handle}>@{me.handle}</p>
            <QrCode text={addressOf(me)} label={t`QR code of your profile`} />
          </div>
          <p className={css.hint}>
            <Trans>Whoever scans this comes to your profile.</Trans>
          </p>
          <div className={css.acts}>
            <Button kind="primary" onClick={() => void shareProfile(me)}>
              <Trans>Share profile</Trans>
            </Button>
            <Button href="/friends/scan">
              <Trans>Scan a code</Trans>
            </Button>
          </div>
        </div>
      ) : (
        <PersonSkeleton />
      )}
    </Screen>
  );
}
