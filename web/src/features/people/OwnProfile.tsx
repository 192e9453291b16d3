import { Trans, useLingui } from "@lingui/react/macro";
import { CalendarBlankIcon } from "@phosphor-icons/react/dist/csr/CalendarBlank";
import { PaperPlaneRightIcon } from "@phosphor-icons/react/dist/csr/PaperPlaneRight";
import { QrCodeIcon } from "@phosphor-icons/react/dist/csr/QrCode";
import { GearSixIcon } from "@phosphor-icons/react/dist/csr/GearSix";
import { Suspense, useState } from "react";
import { SendProfile } from "@features/chat";
import { Button } from "@ui/Button";
import { IconButton } from "@ui/IconButton";
import { Screen } from "@ui/Screen";
import { longDate } from "@i18n";
import { useSession } from "@store";
import { Counts } from "./Counts";
import { Person, PersonSkeleton } from "./Person";
import css from "./Person.module.css";
import { shareProfile } from "./share";
import { useProfile } from "./useProfile";

/** One's own profile, as others see it, with the ways to change it. */
export function OwnProfile({ tab }: { tab: boolean }) {
  const { t } = useLingui();
  const { me } = useSession();
  const { person } = useProfile(me?.handle ?? "");
  const [sending, setSending] = useState(false);
  const since = me && longDate(me.createdAt);
  return (
    <Screen
      className={css.column}
      title={t`Profile`}
      back={tab ? undefined : true}
      actions={
        <>
          <IconButton label={t`Send your profile`} icon={<PaperPlaneRightIcon />} onClick={() => setSending(true)} />
          <IconButton label={t`Your QR code`} icon={<QrCodeIcon />} href="/friends/code" />
          <IconButton label={t`Settings`} icon={<GearSixIcon />} href="/settings" />
        </>
      }
    >
      {me ? (
        <Person
          person={me}
          facts={
            <span>
              <CalendarBlankIcon />
              <Trans>Here since {since}</Trans>
            </span>
          }
          counts={<Counts own person={{ handle: me.handle, counts: person?.counts }} />}
          actions={
            <>
              <Button href="/profile/edit">
                <Trans>Edit profile</Trans>
              </Button>
              <Button onClick={() => void shareProfile(me)}>
                <Trans>Share profile</Trans>
              </Button>
            </>
          }
        />
      ) : (
        <PersonSkeleton />
      )}
      {me && sending && (
        <Suspense fallback={null}>
          <SendProfile person={me} onClose={() => setSending(false)} />
        </Suspense>
      )}
    </Screen>
  );
}
