import { useState } from "react";
import { useLocation } from "wouter";
import { useLingui } from "@lingui/react/macro";
import { confirm } from "@ui/confirm";
import { toast } from "@ui/toast";
import { useSession, useStore } from "@store";
import { Problem, type Device } from "@data";
import { problemText } from "../forms/problemText";
import { nameOf } from "./name";

/** What one says of a new sign-in: that it was oneself, or that it ends. Each resolves to whether it was done. */
export function useSignIns() {
  const { t } = useLingui();
  const { api, own } = useStore();
  const { me } = useSession();
  const [, navigate] = useLocation();
  const [busy, setBusy] = useState(false);

  async function run(work: () => Promise<unknown>): Promise<boolean> {
    setBusy(true);
    try {
      await work();
      await own.refresh();
      return true;
    } catch (cause) {
      toast(cause instanceof Problem && cause.code === "not_from_here" ? t`Say so on a device that you signed in on before.` : problemText(cause));
      return false;
    } finally {
      setBusy(false);
    }
  }

  async function acknowledge(device: Pick<Device, "id">): Promise<boolean> {
    const done = await run(() => api.acknowledgeSession(device.id));
    if (done) toast(t`Good. This device is known now.`);
    return done;
  }

  /** Ends it at once, and only then asks whether the password is to be changed. */
  async function end(device: Pick<Device, "id" | "device">): Promise<boolean> {
    if (!(await run(() => api.signOut(device.id)))) return false;
    if (!me?.hasPassword) {
      toast(t`Signed out. Look through your passkeys: remove those that aren’t yours.`);
      return true;
    }
    const name = nameOf(device);
    void confirm({
      title: t`${name} is signed out`,
      body: t`Whoever it was knew your password or had a passkey. Change the password, so that they can’t come back.`,
      action: t`Change the password`,
    }).then((change) => change && navigate("/settings/account/password"));
    return true;
  }

  return { busy, acknowledge, end };
}
