import { useLingui } from "@lingui/react/macro";
import { BellSlashIcon } from "@phosphor-icons/react/dist/csr/BellSlash";
import { FunnelSimpleIcon } from "@phosphor-icons/react/dist/csr/FunnelSimple";
import { FlagIcon } from "@phosphor-icons/react/dist/csr/Flag";
import { GavelIcon } from "@phosphor-icons/react/dist/csr/Gavel";
import { HandWavingIcon } from "@phosphor-icons/react/dist/csr/HandWaving";
import { ProhibitIcon } from "@phosphor-icons/react/dist/csr/Prohibit";
import { ShieldIcon } from "@phosphor-icons/react/dist/csr/Shield";
import { UsersThreeIcon } from "@phosphor-icons/react/dist/csr/UsersThree";
import { Row } from "@ui/Row";
import { Section } from "@ui/Section";
import css from "./pages.module.css";
import { SettingsPage } from "./SettingsPage";

/** Whom one keeps away, and which words; what one reported, and what was decided about oneself. */
export default function SafetyPage() {
  const { t } = useLingui();
  return (
    <SettingsPage title={t`Safety`}>
      <Section title={t`People`} quiet>
        <div className={css.rows}>
          <Row compact href="/settings/safety/blocked" leading={<ProhibitIcon />} title={t`Blocked people`} detail={t`They can’t write to you or see when you are here`} />
          <Row compact href="/settings/safety/restricted" leading={<ShieldIcon />} title={t`Restricted people`} detail={t`They write to your requests, and see nothing of you`} />
          <Row compact href="/settings/safety/muted" leading={<BellSlashIcon />} title={t`Muted people`} detail={t`You are not shown what they publish`} />
        </div>
      </Section>
      <Section title={t`Family`} quiet>
        <div className={css.rows}>
          <Row compact href="/settings/safety/guardian" leading={<UsersThreeIcon />} title={t`Guardian`} detail={t`What a young person and their guardian share, and who asks`} />
        </div>
      </Section>
      <Section title={t`Moderators`} quiet>
        <div className={css.rows}>
          <Row compact href="/settings/safety/reports" leading={<FlagIcon />} title={t`Your reports`} detail={t`What you reported, and what came of it`} />
          <Row compact href="/settings/safety/decisions" leading={<GavelIcon />} title={t`Decisions about you`} detail={t`What was decided and why, and how to appeal`} />
        </div>
      </Section>
      <Section title={t`Message requests`} quiet>
        <div className={css.rows}>
          <Row compact href="/settings/privacy/requests" leading={<HandWavingIcon />} title={t`Pause requests`} detail={t`For 24 hours, without anyone being told`} />
          <Row compact href="/settings/safety/words" leading={<FunnelSimpleIcon />} title={t`Filtered words`} detail={t`Requests with one of them are set apart`} />
        </div>
      </Section>
    </SettingsPage>
  );
}
