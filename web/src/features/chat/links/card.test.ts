import { expect, test } from "vitest";
import { firstLink, isWide, origin, price, shownCard } from "./card";

const lamp = { url: "https://shop.example/Lamp?x=1", title: "Lamp", host: "shop.example" };

test("the first address of a text is the one that is previewed, as it stands there", () => {
  expect(firstLink("look (causerie.fr/Friends), and https://example.com")).toBe("https://causerie.fr/Friends");
  expect(firstLink("HTTP://Example.com/É?")).toBe("HTTP://Example.com/É");
  expect(firstLink("at 10.30, me@example.com")).toBeUndefined();
});

test("a card is shown as long as its link stands in the text", () => {
  expect(shownCard("buy shop.example/lamp?x=1 now", lamp)).toBe(lamp);
  expect(shownCard("buy shop.example now", lamp)).toBeUndefined();
  expect(shownCard("x", undefined)).toBeUndefined();
});

test("what is no card is none, whatever a local copy holds", () => {
  for (const broken of [{}, { ...lamp, url: "javascript://shop.example/Lamp?x=1" }, { ...lamp, title: 5 }, { ...lamp, host: undefined }, { ...lamp, description: {} }])
    expect(shownCard("https://shop.example/Lamp?x=1 javascript", broken as never)).toBeUndefined();
});

test("a card always says on which server the page is", () => {
  expect(origin(lamp)).toBe("shop.example");
  expect(origin({ ...lamp, site: "Your Bank" })).toBe("Your Bank · shop.example");
  expect(origin({ ...lamp, site: "Shop.example" })).toBe("shop.example");
});

test("a price is written as the reader's language does", () => {
  expect(price({ price: "49.90", currency: "EUR" }, "fr")).toBe("49,90\u00a0€");
  expect(price({ price: "1299", currency: "USD" }, "en")).toBe("$1,299.00");
  expect(price({ price: "5", currency: "not one" }, "en")).toBeUndefined();
  expect(price(undefined, "en")).toBeUndefined();
});

test("what is wide fills the card", () => {
  expect(isWide({ id: "a", width: 640, height: 336 })).toBe(true);
  expect(isWide({ id: "a", width: 640, height: 640 })).toBe(false);
  expect(isWide({ id: "a", width: 120, height: 60 })).toBe(false);
  expect(isWide({ id: "a" })).toBe(false);
});
