import fc from "fast-check";
import { expect, test } from "vitest";
import { LEAST, MOST, troubleIn, withRoom } from "./asking";

test("a poll needs a question and two options that differ", () => {
  expect(troubleIn("Where?", ["Canal", "Roof", ""])).toBeUndefined();
  expect(troubleIn(" ", ["Canal", "Roof"])).toMatchObject({ noQuestion: true });
  expect(troubleIn("Where?", ["Canal", " "])).toMatchObject({ few: true });
  expect(troubleIn("Where?", ["Old  canal", "Roof", " Old canal"])).toMatchObject({ repeated: [2] });
});

test("there is room for one more option, up to the most, and nothing written is lost", () => {
  const texts = fc.array(fc.constantFrom("", "a", "b"), { maxLength: MOST });
  fc.assert(
    fc.property(texts, (options) => {
      const roomy = withRoom(options);
      expect(roomy.length).toBeGreaterThanOrEqual(LEAST);
      expect(roomy.length).toBeLessThanOrEqual(MOST);
      expect(roomy.filter(Boolean)).toEqual(options.filter(Boolean));
      expect(roomy.at(-1) === "" || roomy.length === MOST).toBe(true);
      expect(withRoom(roomy)).toEqual(roomy);
    }),
  );
});
