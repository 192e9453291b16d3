/** What this browser is known by when somebody signs in. */

const KEY = "causerie.device";
/** 32 bytes in base64url, whose last character has two bits that are none. */
const FORM = /^[\w-]{42}[AEIMQUYcgkosw048]$/;

/** A random token that this browser keeps, also when its person signs out. It says nothing of the browser; without storage there is none. */
export function deviceToken(): string | undefined {
  try {
    const kept = localStorage.getItem(KEY);
    if (kept && FORM.test(kept)) return kept;
    const bytes = crypto.getRandomValues(new Uint8Array(32));
    const made = btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_").replace("=", "");
    localStorage.setItem(KEY, made);
    return made;
  } catch {
    return undefined;
  }
}
