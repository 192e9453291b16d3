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
/** The texts of screens that are loaded when they are first needed: of most, and of the console that only staff see. */
const later = {
  more: { en: () => import("./en/more.po"), fr: () => import("./fr/more.po") },
  staff: { en: () => import("./en/staff.po"), fr: () => import("./fr/staff.po") },
} satisfies Record<string, Record<Language, unknown>>;

type Later = keyof typeof later;

let active: Language = "en";
/** The later catalogs that a screen has needed: from then on they come with the language. */
const wanted = new Set<Later>();

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
  active = language;
  const loaded = await Promise.all([catalogs[language](), ...[...wanted].map((name) => later[name][language]())]);
  document.documentElement.lang = language;
  i18n.load(language, Object.assign({}, ...loaded.map(({ messages }) => messages)));
  i18n.activate(language);
}

/** A module whose texts are in a later catalog; it is here once they are. */
export async function withTexts<M>(module: Promise<M>, name: Later = "more"): Promise<M> {
  wanted.add(name);
  const language = active;
  const [loaded, { messages }] = await Promise.all([module, later[name][language]()]);
  i18n.load(language, messages);
  return loaded;
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
