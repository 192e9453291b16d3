import { useState } from "react";
import { t } from "@lingui/core/macro";
import { toast } from "@ui/toast";
import { useNow } from "@ui/useNow";
import { dateTime } from "@i18n";
import { problemText, useSession, useStore } from "@store";
import type { PrivacyUpdate } from "@data";

const HOURS = 24;

/** Requests off for a time: until when, in words, whether the app has a reason to offer it, and how it begins and ends. */
export function usePause() {
  const { privacy } = useSession();
  const { own } = useStore();
  const now = useNow();
  const [busy, setBusy] = useState(false);
  const lasts = (until: string | undefined) => until !== undefined && Date.parse(until) > now;
  const pausedUntil = privacy?.requestsPausedUntil;
  const paused = lasts(pausedUntil);

  async function change(to: PrivacyUpdate, done?: string) {
    setBusy(true);
    try {
      await own.setPrivacy(to);
      if (done) toast(done);
    } catch (cause) {
      toast(problemText(cause));
    } finally {
      setBusy(false);
    }
  }

  return {
    busy,
    until: paused && pausedUntil ? dateTime(pausedUntil) : undefined,
    offered: !paused && lasts(privacy?.pileOnUntil),
    pause: () => change({ requestsPausedFor: HOURS }, t`Requests are paused for 24 hours`),
    end: () => change({ requestsPausedFor: 0 }, t`People can send you requests again`),
    wave: () => change({ pileOnSeen: true }),
  };
}
