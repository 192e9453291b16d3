import { i18n } from "@lingui/core";

/** The languages of the interface. */
export type Language = "en" | "fr";
/** What the person chose; "" follows the browser. */
export type LanguageChoice = Language | "";

export const languages: readonly { value: Language; name: string }[] = [
  { value: "en", name: "English" },
  { value: "fr", name: "Français" },
];

const KEY = "causerie.language";
const catalogs = {
  en: () => import("./en/messages.po"),
  fr: () => import("./fr/messages.po"),
} satisfies Record<Language, unknown>;

function isLanguage(value: unknown): value is Language {
  return value === "en" || value === "fr";
}

/** The first language of the browser that the interface speaks. */
export function browserLanguage(wanted: readonly string[] = navigator.languages): Language {
  for (const tag of wanted) {
    const base = tag.toLowerCase().split("-")[0];
    if (isLanguage(base)) return base;
  }
  return "en";
}

/** What was chosen on this device. */
export function languageChoice(): LanguageChoice {
  try {
    const stored = localStorage.getItem(KEY);
    return isLanguage(stored) ? stored : "";
  } catch {
    return "";
  }
}

/** Loads a language's catalog and shows the interface in it. */
export async function activate(language: Language): Promise<void> {
  const { messages } = await catalogs[language]();
  document.documentElement.lang = language;
  i18n.loadAndActivate({ locale: language, messages });
}

/** Remembers a choice on this device and applies it. */
export async function chooseLanguage(choice: LanguageChoice): Promise<void> {
  try {
    if (choice === "") localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, choice);
  } catch {
    // Without storage the choice lasts as long as the page.
  }
  await activate(choice === "" ? browserLanguage() : choice);
}

/** Activates the chosen language, else the browser's. */
export function startLanguage(): Promise<void> {
  const choice = languageChoice();
  return activate(choice === "" ? browserLanguage() : choice);
}
