export type Kind = "email" | "phone";

export interface Identifier {
  id: string;
  kind: Kind;
  hint: string;
}

/** The country that this device is set to, as an ISO 3166-1 code; empty where it tells none. */
export function ownCountry(): string {
  try {
    return new Intl.Locale(navigator.language).maximize().region ?? "";
  } catch {
    return "";
  }
}
