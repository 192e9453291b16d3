import { safeIntended } from "./paths";

const KEY = "causerie.intended";

/** Keeps where a person wanted to go before signing in. */
export function keepIntended(address: string): void {
  try {
    sessionStorage.setItem(KEY, address);
  } catch {
    // Without storage they start at the inbox.
  }
}

/** Where to go after signing in. */
export function takeIntended(): string {
  try {
    const address = sessionStorage.getItem(KEY);
    sessionStorage.removeItem(KEY);
    return safeIntended(address);
  } catch {
    return "/inbox";
  }
}
