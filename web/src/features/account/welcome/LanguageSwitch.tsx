import { useLingui } from "@lingui/react/macro";
import { TranslateIcon } from "@phosphor-icons/react/dist/csr/Translate";
import { chooseLanguage, languages, type Language } from "@i18n";
import { VisuallyHidden } from "@ui/Hidden";
import css from "./LanguageSwitch.module.css";

/** Changes the language before one has an account; each language says its own name. */
export function LanguageSwitch() {
  const { t, i18n } = useLingui();
  return (
    <label className={css.switch}>
      <TranslateIcon size={17} />
      <VisuallyHidden>{t`Language`}</VisuallyHidden>
      <select value={i18n.locale} onChange={(event) => void chooseLanguage(event.target.value as Language)}>
        {languages.map(({ value, name }) => (
          <option key={value} value={value} lang={value}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
}
