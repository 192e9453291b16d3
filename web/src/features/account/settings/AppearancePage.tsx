import { useLingui } from "@lingui/react/macro";
import { RadioGroup } from "@ui/RadioGroup";
import { chooseTheme, useThemeChoice, type ThemeChoice } from "@ui/theme";
import css from "./AppearancePage.module.css";
import { SettingsPage } from "./SettingsPage";

/** Light, dark or as the system. The choice shows at once, here and everywhere. */
export default function AppearancePage() {
  const { t } = useLingui();
  const theme = useThemeChoice();
  const options: { value: ThemeChoice; label: string; hint: string; icon: React.ReactNode }[] = [
    { value: "system", label: t`System`, hint: t`As your device: it may change with the hour`, icon: <Preview themes={["light", "dark"]} /> },
    { value: "light", label: t`Light`, hint: t`Daylight: velvet on a pale room`, icon: <Preview themes={["light"]} /> },
    { value: "dark", label: t`Dark`, hint: t`Evening: the lamp is lit`, icon: <Preview themes={["dark"]} /> },
  ];
  return (
    <SettingsPage title={t`Appearance`}>
      <RadioGroup label={t`Theme`} options={options} value={theme} onChange={chooseTheme} />
      <p className={css.note}>{t`Kept on this device. Text size and reduced motion follow your system.`}</p>
    </SettingsPage>
  );
}

/** A conversation in small, in each theme. */
function Preview({ themes }: { themes: readonly ("light" | "dark")[] }) {
  return (
    <span className={css.preview} aria-hidden="true">
      {themes.map((theme) => (
        <span key={theme} className={css.room} data-room={theme}>
          <i />
          <i />
          <i />
        </span>
      ))}
    </span>
  );
}
