import { useLingui } from "@lingui/react/macro";
import { MapPinIcon } from "@phosphor-icons/react/dist/csr/MapPin";
import { useMemo, useState } from "react";
import type { Place, Still } from "@data";
import { placeholder } from "../photos/placeholder";
import { Drawing } from "./Drawing";
import css from "./Places.module.css";
import { ABOUT, reach } from "./place";

/** A place on the map that this server made of its surroundings, else as it is drawn. A stranger's too: what it shows is nobody's choice, so that it needs no veil. */
export function Shown({ place, sender }: { place: Place; sender: string }) {
  const { still } = place;
  const [failed, setFailed] = useState<string>();
  if (!still || failed === still.id) return <Drawing place={place} />;
  return <OnMap place={place} still={still} sender={sender} onFailed={() => setFailed(still.id)} />;
}

function OnMap({ place, still, sender, onFailed }: { place: Place; still: Still; sender: string; onFailed: () => void }) {
  const { t } = useLingui();
  const blurred = useMemo(() => placeholder(still.placeholder), [still.placeholder]);
  return (
    <span className={`${css.drawing} ${css.map}`} style={{ backgroundImage: blurred && `url(${blurred})` }}>
      <img src={`/v1/previews/${sender}/${still.id}`} alt={t`Map of the surroundings`} decoding="async" draggable={false} onError={onFailed} />
      <svg viewBox="0 0 272 136" preserveAspectRatio="xMidYMid slice" aria-hidden="true">
        <circle className={css.around} cx="136" cy="68" r={reach(place, still.zoom ?? 0)} />
      </svg>
      {place.accuracy < ABOUT && <MapPinIcon className={css.pin} size={36} weight="fill" aria-hidden="true" />}
      <small dir="auto">{still.attribution}</small>
    </span>
  );
}
