import { expect, test } from "vitest";
import { degrees, locate, mapsAddress, plain, reach, roughly, rounded } from "./place";

const lock = { latitude: 48.886012345, longitude: -2.371987654, accuracy: 12 };
const sides = ["N", "S", "E", "W"] as const;

function browser(answer: (found: PositionCallback, failed: PositionErrorCallback) => void): Geolocation {
  return { getCurrentPosition: (found: PositionCallback, failed: PositionErrorCallback) => answer(found, failed) } as Geolocation;
}
const finds = (latitude: number, longitude: number, accuracy: number) => browser((found) => found({ coords: { latitude, longitude, accuracy } } as GeolocationPosition));
const fails = (code: number) => browser((_, failed) => failed({ code } as GeolocationPositionError));

test("a place is as precise as it says", () => {
  expect(rounded(lock)).toEqual({ latitude: 48.88601, longitude: -2.37199, accuracy: 12 });
  expect(roughly(lock)).toEqual({ latitude: 48.89, longitude: -2.37, accuracy: 1000 });
  expect(roughly({ ...lock, accuracy: 5000 }).accuracy).toBe(5000);
  expect(Object.is(rounded({ latitude: -0.000001, longitude: 0, accuracy: 10 }).latitude, 0)).toBe(true);
});

test("it is written for people and for apps", () => {
  expect(degrees(rounded(lock), sides, "en")).toBe("48.8860° N, 2.3720° W");
  expect(degrees(roughly({ latitude: -33.9, longitude: 18.42, accuracy: 20 }), sides, "fr")).toBe("33,90° S, 18,42° E");
  expect(plain(rounded(lock))).toBe("48.88601, -2.37199");
  expect(mapsAddress(roughly(lock), "Mozilla/5.0 (Linux; Android 15)")).toBe("geo:48.89,-2.37?q=48.89,-2.37");
  expect(mapsAddress(roughly(lock), "Mozilla/5.0 (X11; Linux x86_64)")).toBe("https://www.openstreetmap.org/?mlat=48.89&mlon=-2.37#map=14/48.89/-2.37");
});

test("the circle around it is as wide as its map says", () => {
  expect(reach(roughly(lock), 12)).toBeCloseTo(39.8, 1);
  expect(reach({ latitude: 0, longitude: 0, accuracy: 1000 }, 12)).toBeCloseTo(26.2, 1);
  expect(reach({ latitude: 89, longitude: 0, accuracy: 100_000 }, 16)).toBe(60);
});

test("the browser is asked once, and what it says is looked at", async () => {
  await expect(locate(finds(48.886, 2.372, 11.2))).resolves.toEqual({ latitude: 48.886, longitude: 2.372, accuracy: 12 });
  await expect(locate(finds(0, 0, 0))).resolves.toEqual({ latitude: 0, longitude: 0, accuracy: 1 });
  for (const [geolocation, why] of [[fails(1), "denied"], [fails(2), "unavailable"], [fails(3), "timeout"], [finds(91, 0, 5), "unavailable"], [finds(Number.NaN, 0, 5), "unavailable"], [finds(0, 0, Number.NaN), "unavailable"], [finds(1, 1, 200_000), "vague"]] as const) {
    await expect(locate(geolocation)).rejects.toBe(why);
  }
});
