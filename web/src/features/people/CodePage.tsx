import encodeQR from "qr";
import { useMemo } from "react";
import { Trans, useLingui } from "@lingui/react/macro";
import { Avatar } from "@ui/Avatar";
import { Button } from "@ui/Button";
import { Mark } from "@ui/Mark";
import { Screen } from "@ui/Screen";
import { useSession } from "@store";
import css from "./Code.module.css";
import { nameOf } from "./names";
import { PersonSkeleton } from "./Person";
import { addressOf, shareProfile } from "./share";

/** Room for the mark in the middle, in modules from its centre; the code repairs a quarter of itself. */
const HOLE = 3.5;

/** One's profile as a code that any camera reads. */
export default function CodePage() {
  const { t } = useLingui();
  const { me } = useSession();
  return (
    <Screen className={css.column} title={t`Your QR code`} back={true}>
      {me ? (
        <div className={css.page}>
          <div className={css.card}>
            <Avatar name={nameOf(me)} src={me.avatar?.large} seed={me.id} size={96} />
            <p className={css.name} dir="auto">
              {nameOf(me)}
            </p>
            <p className={css.handle}>@{me.handle}</p>
            <Code text={addressOf(me)} label={t`QR code of your profile`} />
          </div>
          <p className={css.hint}>
            <Trans>Whoever scans this comes to your profile.</Trans>
          </p>
          <div className={css.acts}>
            <Button kind="primary" onClick={() => void shareProfile(me)}>
              <Trans>Share profile</Trans>
            </Button>
            <Button href="/friends/scan">
              <Trans>Scan a code</Trans>
            </Button>
          </div>
        </div>
      ) : (
        <PersonSkeleton />
      )}
    </Screen>
  );
}

function Code({ text, label }: { text: string; label: string }) {
  const { size, path } = useMemo(() => drawn(text), [text]);
  return (
    <div className={css.code} role="img" aria-label={label}>
      <svg viewBox={`0 0 ${size} ${size}`} shapeRendering="crispEdges">
        <path d={path} />
      </svg>
      <Mark size={40} className={css.mark} />
    </div>
  );
}

/** The dark modules of a code, each row's runs as one stroke of a path, with a hole in the middle. */
function drawn(text: string): { size: number; path: string } {
  const modules = encodeQR(text, "raw", { ecc: "quartile", border: 1 });
  const size = modules.length;
  const inHole = (x: number, y: number) => Math.abs(x - (size - 1) / 2) < HOLE && Math.abs(y - (size - 1) / 2) < HOLE;
  let path = "";
  modules.forEach((row, y) => {
    for (let x = 0; x < size; x++) {
      let end = x;
      while (end < size && row[end] && !inHole(end, y)) end++;
      if (end > x) path += `M${x} ${y}h${end - x}v1H${x}z`;
      x = end;
    }
  });
  return { size, path };
}
