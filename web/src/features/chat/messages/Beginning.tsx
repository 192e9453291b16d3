import { Trans } from "@lingui/react/macro";
import type { Profile } from "@data";
import { Avatar } from "@ui/Avatar";
import css from "./Beginning.module.css";

/** Who one talks to, above the first message. */
export function Beginning({ peer, empty }: { peer: Profile; empty: boolean }) {
  const name = peer.name || peer.handle;
  return (
    <div className={css.begin}>
      <Avatar name={name} src={peer.avatar?.large} size={96} seed={peer.id} />
      <p className={css.name} dir="auto">
        {name}
      </p>
      <p className={css.handle}>@{peer.handle}</p>
      {peer.bio && (
        <p className={css.bio} dir="auto">
          {peer.bio}
        </p>
      )}
      <p className={css.hint}>
        {empty ? <Trans>Nothing said yet. A first word is enough.</Trans> : <Trans>This is where your conversation begins.</Trans>}
      </p>
    </div>
  );
}
