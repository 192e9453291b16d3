import { useLingui } from "@lingui/react/macro";
import { BellIcon } from "@phosphor-icons/react/dist/csr/Bell";
import { DevicesIcon } from "@phosphor-icons/react/dist/csr/Devices";
import { EyeIcon } from "@phosphor-icons/react/dist/csr/Eye";
import { KeyIcon } from "@phosphor-icons/react/dist/csr/Key";
import { MoonIcon } from "@phosphor-icons/react/dist/csr/Moon";
import { ShieldCheckIcon } from "@phosphor-icons/react/dist/csr/ShieldCheck";
import { SignOutIcon } from "@phosphor-icons/react/dist/csr/SignOut";
import { TranslateIcon } from "@phosphor-icons/react/dist/csr/Translate";
import { Avatar } from "@ui/Avatar";
import { confirm } from "@ui/confirm";
import { Row } from "@ui/Row";
import { Screen } from "@ui/Screen";
import { useThemeChoice } from "@ui/theme";
import { languageChoice, languages } from "@i18n";
import { useSession, useStore } from "@store";
import css from "./Settings.module.css";

/** The list of settings, with what is chosen where that fits in a word. */
export function SettingsList({ selected }: { selected?: string }) {
  const { t } = useLingui();
  const { me } = useSession();
  const { auth } = useStore();
  const themes = { system: t`System`, light: t`Light`, dark: t`Dark` };
  const theme = themes[useThemeChoice()];
  const language = languages.find(({ value }) => value === languageChoice())?.name ?? t`System`;

  async function signOut() {
    const sure = await confirm({
      title: t`Sign out of this device?`,
      body: t`Your account, your conversations and your settings stay on the server, for the next time you sign in. The copy on this device is removed, and so are messages that haven’t left it yet.`,
      action: t`Sign out`,
    });
    if (sure) await auth.signOut();
  }

  const row = (href: string) => ({ href, compact: true, selected: selected === href });
  return (
    <Screen title={t`Settings`} back="/profile">
      <div className={css.rows}>
        {me && (
          <Row
            className={css.me}
            href="/profile/edit"
            leading={<Avatar name={me.name || me.handle} src={me.avatar?.small} seed={me.id} size={56} />}
            title={me.name || me.handle}
            detail={`@${me.handle}`}
          />
        )}
        <Row {...row("/settings/account")} leading={<KeyIcon />} title={t`Account`} detail={t`Password, passkeys, recovery codes`} />
        <Row {...row("/settings/privacy")} leading={<EyeIcon />} title={t`Privacy`} detail={t`Who can write to you, what others see of you`} />
        <Row {...row("/settings/safety")} leading={<ShieldCheckIcon />} title={t`Safety`} detail={t`People kept away, reports, decisions`} />
        <Row {...row("/settings/notifications")} leading={<BellIcon />} title={t`Notifications`} detail={t`Messages to this device while the app is closed`} />
        <Row {...row("/settings/devices")} leading={<DevicesIcon />} title={t`Devices`} detail={t`Where you are signed in`} />
        <Row {...row("/settings/appearance")} leading={<MoonIcon />} title={t`Appearance`} trailing={theme} />
        <Row {...row("/settings/language")} leading={<TranslateIcon />} title={t`Language`} trailing={language} />
        <div className={css.gap} />
        <Row compact leading={<SignOutIcon />} title={t`Sign out`} onPress={() => void signOut()} />
      </div>
      <p className={css.foot}>{window.location.host}</p>
    </Screen>
  );
}
