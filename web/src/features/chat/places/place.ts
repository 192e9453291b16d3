/** Where somebody is, once: asking the browser, and how a place is written. Without a DOM but the browser's own interface. */
import type { Place } from "@data";

/** How imprecise a place is, in metres, that tells a neighbourhood and no house. */
export const ABOUT = 1000;
/** What the server takes, at most. */
const WORST = 100_000;
const PATIENCE = 20_000;

/** Why there is none. */
export type Trouble = "none" | "denied" | "unavailable" | "timeout" | "vague";

/** Asks once where this device is. Throws a Trouble. */
export function locate(geolocation: Geolocation | undefined = navigator.geolocation): Promise<Place> {
  return new Promise((resolve, reject: (trouble: Trouble) => void) => {
    if (!geolocation) return reject("none");
    geolocation.getCurrentPosition(
      ({ coords: { latitude, longitude, accuracy } }) => {
        const within = Math.max(1, Math.ceil(accuracy));
        const there = Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180 && within >= 1;
        if (!there) reject("unavailable");
        else if (within > WORST) reject("vague");
        else resolve({ latitude, longitude, accuracy: within });
      },
      ({ code }) => reject(code === 1 ? "denied" : code === 3 ? "timeout" : "unavailable"),
      { enableHighAccuracy: true, timeout: PATIENCE, maximumAge: 0 },
    );
  });
}

/** The same as the server keeps it: a hundredth of a degree of what is imprecise, a metre or so of what is not. */
export function rounded({ latitude, longitude, accuracy }: Place): Place {
  const digits = accuracy >= ABOUT ? 100 : 1e5;
  const round = (degrees: number) => Math.round(degrees * digits) / digits + 0;
  return { latitude: round(latitude), longitude: round(longitude), accuracy };
}

/** About where it is: the neighbourhood. */
export function roughly(place: Place): Place {
  return rounded({ ...place, accuracy: Math.max(place.accuracy, ABOUT) });
}

/** For other apps. */
export function plain({ latitude, longitude }: Place): string {
  return `${latitude}, ${longitude}`;
}

/** For people: degrees with the side of the world, whose letters are given in the order north, south, east, west. */
export function degrees({ latitude, longitude, accuracy }: Place, sides: readonly [string, string, string, string], locale: string): string {
  const digits = accuracy >= ABOUT ? 2 : 4;
  const one = (value: number, side: string | undefined) => `${Math.abs(value).toLocaleString(locale, { minimumFractionDigits: digits, maximumFractionDigits: digits })}° ${side}`;
  return `${one(latitude, sides[latitude < 0 ? 1 : 0])}, ${one(longitude, sides[longitude < 0 ? 3 : 2])}`;
}

/** How far around a place it may be, in the pixels of a still of 272 by 136: see zoomOf of the server, which has it fit. */
export function reach({ latitude, accuracy }: Place, zoom: number): number {
  const metres = (40_075_016.686 * Math.cos((latitude * Math.PI) / 180)) / (256 * 2 ** zoom);
  return Math.min(60, accuracy / metres);
}

/** Where maps show it: in the app of a telephone, else on a page, to which only who presses it goes. */
export function mapsAddress(place: Place, agent: string = navigator.userAgent): string {
  const { latitude, longitude, accuracy } = place;
  const at = `${latitude},${longitude}`;
  if (/Android/.test(agent)) return `geo:${at}?q=${at}`;
  if (/iPhone|iPad/.test(agent)) return `https://maps.apple.com/?ll=${at}&q=${at}`;
  return `https://www.openstreetmap.org/?mlat=${latitude}&mlon=${longitude}#map=${accuracy >= ABOUT ? 14 : 17}/${latitude}/${longitude}`;
}
