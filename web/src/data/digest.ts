/** Summaries by e-mail for who is away; loaded with the settings of notifications. */
import type { components } from "@sdk/schema";
import type { Api } from "./api";

export type EmailDigest = components["schemas"]["EmailDigest"];
export type DigestEvery = EmailDigest["every"];

export type Digests = ReturnType<typeof createDigests>;

export function createDigests({ ask }: Pick<Api, "ask">) {
  const path = "/v1/me/email-digest";
  return {
    load: (): Promise<EmailDigest> => ask((http) => http.GET(path)),
    /** `language` is that of the app, in which they are written unless one has chosen another. */
    choose: (every: DigestEvery, language: "en" | "fr") => ask((http) => http.PUT(path, { body: { every, language } })),
    /** Sends a code to an address. */
    verify: (email: string) => ask((http) => http.POST(`${path}/address`, { body: { email } })),
    confirm: (code: string) => ask((http) => http.PUT(`${path}/address`, { body: { code } })),
    forget: () => ask((http) => http.DELETE(path)),
  };
}
