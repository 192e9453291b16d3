/** Coming in and going out: the API, the browser's passkeys, and what it means for the local copy. */
import type { Api } from "./api";
import type { Leaving } from "./leaving";
import { asProblem } from "./problem";
import type { Session } from "./session";
import type { Storage } from "./storage";
import type { Auth, SignedUp } from "./store";
import type { Me } from "./types";

export interface AuthPort {
  api: Api;
  session: Session;
  storage: Storage;
  leaving: Leaving;
  /** Removes everything local and says so to the other tabs. */
  wipe(): Promise<void>;
  /** Someone signed in here. */
  entered(): void;
}

const passkeys = () => import("./passkey");

export function createAuth({ api, session, storage, leaving, wipe, entered }: AuthPort): Auth {
  // The answer that ends a session takes the cookie back: the next one begins after it.
  const signIn: Api["signIn"] = async (body) => {
    await leaving.settled();
    return api.signIn(body);
  };
  const enter = async (answer: { account: Me }) => {
    await session.enter(answer.account);
    entered();
    // Privacy is not part of the answer; the app is open while it loads.
    void session.confirm().catch(() => undefined);
  };
  const signedUp = (answer: { account: Me; recoveryCodes: string[] }): SignedUp => ({
    me: answer.account,
    recoveryCodes: answer.recoveryCodes,
    enter: () => void enter(answer),
  });

  const signUp = async (body: Parameters<Api["signUp"]>[0], onWork?: (share: number) => void) => {
    try {
      return await api.signUp(body);
    } catch (cause) {
      if (asProblem(cause).code !== "work_needed") throw cause;
      return (await import("./work")).signUpWithWork(api, body, onWork);
    }
  };

  return {
    passkeysSupported: () => typeof PublicKeyCredential !== "undefined" && "credentials" in navigator,

    signUpWithPassword: async (fields, onWork) => signedUp(await signUp(fields, onWork)),
    signUpWithPasskey: async (fields, onWork) => {
      const ceremony = await api.beginPasskey({ purpose: "signUp", handle: fields.handle, name: fields.name });
      const passkey = await (await passkeys()).createPasskey(ceremony);
      return signedUp(await signUp({ ...fields, passkey }, onWork));
    },
    signInWithPassword: async (handle, password) => enter(await signIn({ handle, password })),
    signInWithPasskey: async (handle, how = {}) => {
      const ceremony = await api.beginPasskey({ purpose: "signIn", handle });
      const answer = await (await passkeys()).usePasskey(ceremony, how);
      await enter(await signIn(answer));
    },
    recover: async (handle, code, password) => enter(await api.recover({ handle, code, password })),
    addPasskey: async (name) => {
      const ceremony = await api.beginPasskey({ purpose: "add" });
      const answer = await (await passkeys()).createPasskey(ceremony);
      await api.addPasskey({ ...answer, name });
      await session.confirm();
    },

    signOut: async () => {
      // Kept before it shows: where the app is closed right now, its next opening ends the session.
      await storage.setMeta("leaving", true);
      session.leave();
      await wipe();
      await leaving.finish();
    },
  };
}
