import { useState } from "react";
import { useLingui } from "@lingui/react/macro";
import { RadioGroup } from "@ui/RadioGroup";
import { browserLanguage, chooseLanguage, languageChoice, languages, type LanguageChoice } from "@i18n";
import { useStore } from "@store";
import { SettingsPage } from "./SettingsPage";

/** English, French or as the system; other devices follow when they next ask. */
export default function LanguagePage() {
  const { t } = useLingui();
  const { own } = useStore();
  const [choice, setChoice] = useState<LanguageChoice>(languageChoice);
  const systems = languages.find(({ value }) => value === browserLanguage())?.name;

  async function choose(next: LanguageChoice) {
    setChoice(next);
    await chooseLanguage(next);
    // The language of the account is for what the server writes; this device shows its own choice either way.
    await own.update({ language: next }).catch(() => undefined);
  }

  return (
    <SettingsPage title={t`Language`}>
      <RadioGroup<LanguageChoice>
        label={t`Language of the interface`}
        hideLabel
        options={[{ value: "", label: t`System`, hint: systems }, ...languages.map(({ value, name }) => ({ value, label: <span lang={value}>{name}</span> }))]}
        value={choice}
        onChange={(next) => void choose(next)}
      />
    </SettingsPage>
  );
}
