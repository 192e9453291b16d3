/** Passkeys: between the JSON of the API and what the browser's WebAuthn speaks. Loaded when first used. */
import type { PasskeyAnswer } from "./api";
import { Problem } from "./problem";

type CreationJSON = PublicKeyCredentialCreationOptionsJSON;
type RequestJSON = PublicKeyCredentialRequestOptionsJSON;

export interface Ceremony {
  ceremony: string;
  options: unknown;
}

/** Makes a new passkey. */
export async function createPasskey({ ceremony, options }: Ceremony): Promise<PasskeyAnswer> {
  const credential = await asked(() => navigator.credentials.create({ publicKey: creationOptions(inner<CreationJSON>(options)) }));
  return { ceremony, credential: toJSON(credential) };
}

/** Signs in with a passkey. `autofill` offers them in the handle field instead of a dialog. */
export async function usePasskey({ ceremony, options }: Ceremony, how: { autofill?: boolean; signal?: AbortSignal }): Promise<PasskeyAnswer> {
  const credential = await asked(() =>
    navigator.credentials.get({
      publicKey: requestOptions(inner<RequestJSON>(options)),
      mediation: how.autofill ? "conditional" : "optional",
      signal: how.signal,
    }),
  );
  return { ceremony, credential: toJSON(credential) };
}

/** Some servers wrap the options as WebAuthn's own call does. */
function inner<T>(options: unknown): T {
  return ((options as { publicKey?: T }).publicKey ?? options) as T;
}

async function asked(ask: () => Promise<Credential | null>): Promise<PublicKeyCredential> {
  let credential: Credential | null;
  try {
    credential = await ask();
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === "AbortError") throw cause;
    const gaveUp = cause instanceof DOMException && cause.name === "NotAllowedError";
    throw new Problem({ status: 0, code: gaveUp ? "passkey_cancelled" : "passkey_failed", detail: String(cause) });
  }
  if (!credential) throw new Problem({ status: 0, code: "passkey_cancelled" });
  return credential as PublicKeyCredential;
}

function creationOptions(json: CreationJSON): PublicKeyCredentialCreationOptions {
  if ("parseCreationOptionsFromJSON" in PublicKeyCredential) return PublicKeyCredential.parseCreationOptionsFromJSON(json);
  const { challenge, user, excludeCredentials, ...rest } = json;
  return {
    ...(rest as Omit<PublicKeyCredentialCreationOptions, "challenge" | "user">),
    challenge: bytes(challenge),
    user: { ...user, id: bytes(user.id) },
    excludeCredentials: excludeCredentials?.map(descriptor),
  };
}

function requestOptions(json: RequestJSON): PublicKeyCredentialRequestOptions {
  if ("parseRequestOptionsFromJSON" in PublicKeyCredential) return PublicKeyCredential.parseRequestOptionsFromJSON(json);
  const { challenge, allowCredentials, ...rest } = json;
  return {
    ...(rest as Omit<PublicKeyCredentialRequestOptions, "challenge">),
    challenge: bytes(challenge),
    allowCredentials: allowCredentials?.map(descriptor),
  };
}

function descriptor(json: PublicKeyCredentialDescriptorJSON): PublicKeyCredentialDescriptor {
  return { id: bytes(json.id), type: "public-key", transports: json.transports as AuthenticatorTransport[] | undefined };
}

function toJSON(credential: PublicKeyCredential): unknown {
  if (typeof credential.toJSON === "function") {
    try {
      return credential.toJSON();
    } catch {
      // Some password managers hand out credentials whose toJSON fails; the fields themselves are there.
    }
  }
  const { id, rawId, type, authenticatorAttachment, response } = credential;
  const fields = { id, rawId: text(rawId), type, authenticatorAttachment, clientExtensionResults: credential.getClientExtensionResults() };
  if ("attestationObject" in response) {
    const made = response as AuthenticatorAttestationResponse;
    const transports = typeof made.getTransports === "function" ? made.getTransports() : [];
    return { ...fields, response: { clientDataJSON: text(made.clientDataJSON), attestationObject: text(made.attestationObject), transports } };
  }
  const used = response as AuthenticatorAssertionResponse;
  return {
    ...fields,
    response: {
      clientDataJSON: text(used.clientDataJSON),
      authenticatorData: text(used.authenticatorData),
      signature: text(used.signature),
      userHandle: used.userHandle ? text(used.userHandle) : undefined,
    },
  };
}

/** base64url to bytes. */
export function bytes(encoded: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(encoded.replace(/-/g, "+").replace(/_/g, "/")), (char) => char.charCodeAt(0));
}

/** Bytes to base64url without padding. */
export function text(buffer: ArrayBuffer): string {
  const chars = Array.from(new Uint8Array(buffer), (byte) => String.fromCharCode(byte)).join("");
  return btoa(chars).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}
