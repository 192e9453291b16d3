import { useLingui } from "@lingui/react/macro";
import { CopyIcon } from "@phosphor-icons/react/dist/csr/Copy";
import { MapTrifoldIcon } from "@phosphor-icons/react/dist/csr/MapTrifold";
import type { Place } from "@data";
import { number } from "@i18n";
import { toast } from "@ui/toast";
import css from "./Places.module.css";
import { degrees, mapsAddress, plain } from "./place";
import { Shown } from "./Shown";

type Props = { place: Place; sender: string; own: boolean; focusable: boolean };

/** A place in a message, on the map that came with it or drawn here: nobody outside is asked for one. */
export default function PlaceCard({ place, sender, own, focusable }: Props) {
  const { t } = useLingui();
  const tabIndex = focusable ? 0 : -1;
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(plain(place));
      toast(t`Coordinates copied`);
    } catch {
      toast(t`This couldn’t be copied.`);
    }
  };
  return (
    <span className={own ? `${css.card} ${css.own}` : css.card}>
      <Shown place={place} sender={sender} />
      <Words place={place} />
      <span className={css.acts}>
        <a href={mapsAddress(place)} target="_blank" rel="noopener noreferrer nofollow" tabIndex={tabIndex} title={t`Opens outside Causerie`}>
          <MapTrifoldIcon size={20} />
          {t`Open in maps`}
        </a>
        <button type="button" tabIndex={tabIndex} aria-label={t`Copy coordinates`} title={t`Copy coordinates`} onClick={() => void copy()}>
          <CopyIcon size={20} />
        </button>
      </span>
    </span>
  );
}

/** Where it is, and how precisely. */
export function Words({ place }: { place: Place }) {
  const { t, i18n } = useLingui();
  const sides = [t({ message: "N", context: "north" }), t({ message: "S", context: "south" }), t({ message: "E", context: "east" }), t({ message: "W", context: "west" })] as const;
  return (
    <span className={css.words}>
      <b>{degrees(place, sides, i18n.locale)}</b>
      <small>{useWithin(place.accuracy)}</small>
    </span>
  );
}

/** How precise a place is, in words. */
export function useWithin(accuracy: number): string {
  const { t } = useLingui();
  const metres = number(accuracy);
  const kilometres = number(Math.round(accuracy / 1000));
  return accuracy < 1000 ? t`Within ${metres} m` : t`Approximate: within ${kilometres} km`;
}
