import { useEffect } from "react";
import { signal, useSignal } from "./signal";

export type ThemeChoice = "system" | "light" | "dark";

// The page's own script reads the same key before the first paint.
const KEY = "causerie.theme";

function stored(): ThemeChoice {
  try {
    const value = localStorage.getItem(KEY);
    return value === "light" || value === "dark" ? value : "system";
  } catch {
    return "system";
  }
}

const choice = signal<ThemeChoice>(stored());

/** The theme chosen on this device. */
export function themeChoice(): ThemeChoice {
  return choice.get();
}

export function useThemeChoice(): ThemeChoice {
  return useSignal(choice);
}

/** How many screens on show are dark for whoever has not chosen a theme. */
let darkRooms = 0;

/** Has the app be dark while a screen shows, unless a theme was chosen. */
export function useDarkUnlessChosen(): void {
  useEffect(() => {
    darkRooms += 1;
    applyTheme();
    return () => {
      darkRooms -= 1;
      applyTheme();
    };
  }, []);
}

/** Remembers a theme on this device and applies it. */
export function chooseTheme(next: ThemeChoice): void {
  try {
    if (next === "system") localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, next);
  } catch {
    // Without storage the choice lasts as long as the page.
  }
  choice.set(next);
  applyTheme();
}

/** Gives the chosen theme to the page and its ground colour to the browser's own bars. */
export function applyTheme(): void {
  const root = document.documentElement;
  const chosen = choice.get();
  const value = chosen === "system" && darkRooms > 0 ? "dark" : chosen;
  if (value === "system") delete root.dataset.theme;
  else root.dataset.theme = value;
  const ground = getComputedStyle(root).backgroundColor;
  for (const meta of document.querySelectorAll<HTMLMetaElement>('meta[name="theme-color"]')) meta.content = ground;
}

/** Follows the system's theme in the browser's bars too. */
export function startTheme(): void {
  applyTheme();
  window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", applyTheme);
}
