import { useLingui } from "@lingui/react/macro";
import { useState } from "react";
import { i18n, languages, type Language } from "@i18n";
import { SelectField } from "@ui/SelectField";
import { TextField } from "@ui/TextField";

/** A text that begins as a template, in the language that is chosen, until one changes it: at first in that of whoever reads it, if they chose one. */
export function useTemplate(of: (language: Language) => string, theirs: Language | undefined) {
  const [language, setLanguage] = useState<Language>(theirs ?? (i18n.locale === "fr" ? "fr" : "en"));
  const [written, setWritten] = useState<string>();
  return {
    language,
    theirs,
    setLanguage,
    text: written ?? of(language),
    setText: setWritten,
    changed: written !== undefined,
    /** Begins anew with the template. */
    reset: () => setWritten(undefined),
  };
}

type Template = ReturnType<typeof useTemplate>;

/** The text with its language. What one wrote oneself stays when the template changes. */
export function TemplateFields({ template, label, hint, error }: { template: Template; label: string; hint: string; error?: string }) {
  const { t } = useLingui();
  return (
    <>
      <SelectField
        label={t`Language of the template`}
        value={template.language}
        onChange={(value) => template.setLanguage(value === "fr" ? "fr" : "en")}
        options={languages.map(({ value, name }) => ({ value, label: name }))}
        hint={template.changed ? t`You changed the text, so it stays. Empty it to begin with the template again.` : template.theirs && t`At first the one that they chose for the app.`}
      />
      <TextField label={label} hint={hint} error={error} value={template.text} onChange={(text) => (text === "" ? template.reset() : template.setText(text))} multiline maxLength={2000} />
    </>
  );
}
