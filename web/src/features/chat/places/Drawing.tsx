import { MapPinIcon } from "@phosphor-icons/react/dist/csr/MapPin";
import type { Place } from "@data";
import css from "./Places.module.css";
import { ABOUT } from "./place";

const LINES = [-3, -2, -1, 0, 1, 2, 3, 4];

/** A still that stands for a place: lines of latitude and longitude, as the place lies between them, and how far around it may be. */
export function Drawing({ place: { latitude, longitude, accuracy } }: { place: Place }) {
  const step = accuracy >= ABOUT ? 0.02 : 0.002;
  const into = (degrees: number) => (((degrees % step) + step) % step) / step;
  const circle = accuracy >= ABOUT ? 30 : Math.min(24, Math.max(16, 12 + Math.sqrt(accuracy) * 1.2));
  return (
    <span className={css.drawing} aria-hidden="true">
      <svg viewBox="0 0 256 112" preserveAspectRatio="xMidYMid slice">
        {LINES.map((i) => (
          <path key={i} className={css.line} d={`M${128 + (i - into(longitude)) * 44} 0v112M0 ${56 - (i - into(latitude)) * 44}h256`} />
        ))}
        <circle className={css.around} cx="128" cy="56" r={circle} />
      </svg>
      <MapPinIcon className={css.pin} size={32} weight="fill" />
    </span>
  );
}
