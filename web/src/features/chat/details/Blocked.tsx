import { Trans } from "@lingui/react/macro";
import type { Profile } from "@data";
import { useStore } from "@store";
import { Button } from "@ui/Button";
import css from "../composer/Composer.module.css";

/** Stands in place of the composer while I block the other person. */
export default function Blocked({ peer }: { peer: Profile }) {
  const store = useStore();
  const name = peer.name || peer.handle;
  return (
    <div className={css.blocked}>
      <p>
        <Trans>You blocked {name}. Neither of you can write.</Trans>
      </p>
      <Button size="small" onClick={() => void store.relate(peer, { what: "block", on: false })}>
        <Trans>Unblock</Trans>
      </Button>
    </div>
  );
}
