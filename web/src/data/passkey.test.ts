import { afterEach, expect, test, vi } from "vitest";
import { bytes, createPasskey, text, usePasskey } from "./passkey";

afterEach(() => vi.unstubAllGlobals());

const buffer = (...values: number[]) => Uint8Array.from(values).buffer;

/** A browser without the JSON helpers of WebAuthn. */
function stubBrowser(answer: (options: unknown) => unknown): void {
  vi.stubGlobal("PublicKeyCredential", () => undefined);
  vi.stubGlobal("navigator", { credentials: { create: async (o: unknown) => answer(o), get: async (o: unknown) => answer(o) } });
}

test("base64url goes there and back for every byte", () => {
  const all = Uint8Array.from({ length: 256 }, (_, i) => i);
  const encoded = text(all.buffer);
  expect(encoded).toMatch(/^[\w-]+$/);
  expect([...bytes(encoded)]).toEqual([...all]);
});

test("making a passkey turns the options to bytes and the credential to text", async () => {
  let asked: { publicKey: PublicKeyCredentialCreationOptions } | undefined;
  stubBrowser((options) => {
    asked = options as typeof asked;
    return {
      id: "AQI",
      rawId: buffer(1, 2),
      type: "public-key",
      getClientExtensionResults: () => ({}),
      response: { clientDataJSON: buffer(3), attestationObject: buffer(255, 254), getTransports: () => ["internal"] },
    };
  });
  const options = { publicKey: { challenge: "_-8", rp: { name: "x" }, user: { id: "AQ", name: "n", displayName: "d" }, pubKeyCredParams: [] } };
  const answer = await createPasskey({ ceremony: "k", options });
  expect([...(asked?.publicKey.challenge as Uint8Array)]).toEqual([255, 239]);
  expect(answer).toMatchObject({
    ceremony: "k",
    credential: { rawId: "AQI", response: { clientDataJSON: "Aw", attestationObject: "__4", transports: ["internal"] } },
  });
});

test("giving up is told apart from failing", async () => {
  stubBrowser(() => {
    throw new DOMException("no", "NotAllowedError");
  });
  const ceremony = { ceremony: "k", options: { challenge: "AQ" } };
  await expect(usePasskey(ceremony, {})).rejects.toMatchObject({ code: "passkey_cancelled" });
  stubBrowser(() => {
    throw new DOMException("no", "SecurityError");
  });
  await expect(usePasskey(ceremony, {})).rejects.toMatchObject({ code: "passkey_failed" });
});
