import { Trans, useLingui } from "@lingui/react/macro";
import { XIcon } from "@phosphor-icons/react/dist/csr/X";
import { Link } from "wouter";
import { longDate } from "@i18n";
import { useReadable, useSession, useStore } from "@store";
import { Banner } from "@ui/Banner";
import { IconButton } from "@ui/IconButton";
import css from "./notices.module.css";

/** What a birthday that is near changes, until it is put away on this device or is there. */
export function Birthday() {
  const { t } = useLingui();
  const { safety } = useStore();
  const seen = useReadable(safety.seen);
  const change = useSession().me?.bandChange;
  if (!change || seen.includes(nameOf(change.at))) return null;
  const on = longDate(change.at);
  const away = () => safety.see([nameOf(change.at)]);
  return (
    <Banner
      className={css.notice}
      tone="info"
      title={t`Your birthday, ${on}, changes what holds for you here`}
      action={<IconButton className={css.away} label={t`Dismiss`} icon={<XIcon size={20} />} onClick={away} />}
    >
      {change.band === "18+" ? (
        <Trans>You count as an adult then: adults whom you don’t know can find you and be suggested to you, notifications can come at night, and a link with a guardian ends.</Trans>
      ) : change.messages ? (
        <Trans>You can write to people then, and choose who writes to you.</Trans>
      ) : (
        <Trans>Messages stay off at your age.</Trans>
      )}
      {change.messages && (
        <Link className={css.more} href="/settings/privacy/messages" onClick={away}>
          <Trans>Look at who can write to you</Trans>
        </Link>
      )}
    </Banner>
  );
}

const nameOf = (at: string) => `birthday ${at}`;
