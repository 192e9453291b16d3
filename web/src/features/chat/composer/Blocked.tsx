import { Trans } from "@lingui/react/macro";
import { useState } from "react";
import type { Profile } from "@data";
import { problemText, useStore } from "@store";
import { Button } from "@ui/Button";
import { toast } from "@ui/toast";
import css from "./Composer.module.css";

/** Stands in place of the composer while I block the other person. */
export function Blocked({ peer }: { peer: Profile }) {
  const store = useStore();
  const [busy, setBusy] = useState(false);
  const name = peer.name || peer.handle;
  const unblock = () => {
    setBusy(true);
    store
      .unblock(peer.id)
      .catch((cause: unknown) => toast(problemText(cause)))
      .finally(() => setBusy(false));
  };
  return (
    <div className={css.blocked}>
      <p>
        <Trans>You blocked {name}. Neither of you can write.</Trans>
      </p>
      <Button size="small" busy={busy} onClick={unblock}>
        <Trans>Unblock</Trans>
      </Button>
    </div>
  );
}
