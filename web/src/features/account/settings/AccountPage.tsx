import { useLingui, Plural, Trans } from "@lingui/react/macro";
import { longDate } from "@i18n";
import { Row } from "@ui/Row";
import { Section } from "@ui/Section";
import { Skeleton } from "@ui/Skeleton";
import { useSession } from "@store";
import css from "./pages.module.css";
import { PasskeyList } from "./PasskeyList";
import { SettingsPage } from "./SettingsPage";

/** Who one is here, and the ways to come in. */
export default function AccountPage() {
  const { t } = useLingui();
  const { me } = useSession();
  return (
    <SettingsPage title={t`Account`}>
      {me ? (
        <>
          <dl className={css.facts}>
            <div>
              <dt>{t`Handle`}</dt>
              <dd>@{me.handle}</dd>
            </div>
            <div>
              <dt>{t`Birth date`}</dt>
              <dd>
                {longDate(`${me.birthDate}T12:00:00`)}
                <small>{t`Only you see it.`}</small>
              </dd>
            </div>
            <div>
              <dt>{t`Here since`}</dt>
              <dd>{longDate(me.createdAt)}</dd>
            </div>
          </dl>
          <Section title={t`To sign in`}>
            <div className={css.rows}>
              <Row
                compact
                href="/settings/account/password"
                title={t`Password`}
                detail={me.hasPassword ? t`Change it` : t`None yet. Set one as a second way in.`}
              />
              <Row
                compact
                href="/settings/recovery"
                title={t`Recovery codes`}
                detail={<Plural value={me.recoveryCodesLeft} _0="None left: make new ones" one="# code left" other="# codes left" />}
              />
            </div>
          </Section>
          <PasskeyList hasPassword={me.hasPassword} />
          <p className={css.small}>
            <Trans>Each of these opens your account. Keep at least two, so that losing one never locks you out.</Trans>
          </p>
        </>
      ) : (
        <>
          <Skeleton shape="card" />
          <Skeleton shape="card" />
        </>
      )}
    </SettingsPage>
  );
}
