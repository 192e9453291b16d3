// @vitest-environment jsdom
import { i18n } from "@lingui/core";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { activate, browserLanguage } from "./language";
import { day, listTime, number, relative, time } from "./format";

const now = new Date(2026, 10, 18, 21, 49).getTime();
const at = (days: number, hour = 9, minute = 5) => new Date(2026, 10, 18 - days, hour, minute).getTime();

function speak(...tags: string[]) {
  vi.spyOn(navigator, "languages", "get").mockReturnValue(tags);
}

beforeEach(() => i18n.loadAndActivate({ locale: "en", messages: {} }));

describe("browserLanguage", () => {
  it("takes the first that the interface speaks", () => {
    expect(browserLanguage(["de-DE", "fr-CA", "en"])).toBe("fr");
    expect(browserLanguage(["de-DE"])).toBe("en");
  });
});

describe("time", () => {
  it("follows the region of the browser and whispers am and pm", () => {
    speak("en-GB");
    expect(time(at(0, 21, 49))).toBe("21:49");
    speak("en-US");
    expect(time(at(0, 21, 49)).replace(/\s/u, " ")).toBe("9:49 pm");
  });
});

describe("day", () => {
  it("names near days, then dates", async () => {
    speak("en-GB");
    await activate("en");
    expect(day(at(0), now)).toBe("Today");
    expect(day(at(1), now)).toBe("Yesterday");
    expect(day(at(3), now)).toBe("Sunday");
    expect(day(at(60), now)).toContain("19 September");
    expect(day(new Date(2025, 2, 14), now)).toBe("14 March 2025");
  });

  it("speaks French", async () => {
    speak("fr-FR");
    await activate("fr");
    expect(day(at(1), now)).toBe("Hier");
    expect(day(at(3), now)).toBe("Dimanche");
  });
});

describe("listTime", () => {
  it("shortens with the distance", async () => {
    speak("en-GB");
    await activate("en");
    expect(listTime(at(0, 20, 15), now)).toBe("20:15");
    expect(listTime(at(1), now)).toBe("Yesterday");
    expect(listTime(at(3), now)).toBe("Sun");
    expect(listTime(at(60), now)).toMatch(/^19 Sept?$/);
    expect(listTime(new Date(2025, 2, 4), now)).toBe("04/03/25");
  });

  it("takes a clock that is a little ahead for today", () => {
    speak("en-GB");
    expect(listTime(at(-1, 0, 1), now)).toBe("00:01");
  });
});

describe("relative", () => {
  it.each([
    [30, "just now"],
    [300, "5 minutes ago"],
    [7200, "2 hours ago"],
    [90_000, "yesterday"],
  ])("%s seconds ago is %s", async (seconds, text) => {
    speak("en-GB");
    await activate("en");
    expect(relative(now - seconds * 1000, now)).toBe(text);
  });
});

describe("number", () => {
  it("groups as the language does", async () => {
    speak("fr-FR");
    await activate("fr");
    expect(number(8302)).toBe("8\u202f302");
  });
});
