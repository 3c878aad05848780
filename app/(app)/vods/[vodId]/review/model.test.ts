import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { describeTally, firstPlace, nextUndecided, tallyOf } from "./model.ts";
import { decideSwipe, directionOf, swipeFraction } from "./swipe.ts";

const states = { a: "approved", r: "rejected", o: "suggested" } as const;
const items = (text: string) =>
  [...text].map((letter, n) => ({ id: String(n), reviewState: states[letter as keyof typeof states] }));

describe("a review", () => {
  test.each([
    ["aarro", "2 kept, 2 rejected, 1 undecided"],
    ["aaa", "3 kept"],
    ["oo", "2 undecided"],
    ["", "Nothing to review"],
  ])("of %s stands at: %s", (text, expected) => expect(describeTally(tallyOf(items(text)))).toBe(expected));

  test.each([
    ["oaro", -1, 0],
    ["oaro", 0, 3],
    ["oaro", 3, 0],
    ["aaro", 3, 3],
    ["aar", 1, null],
    ["", -1, null],
  ])("in %s, after %i, the next undecided is %j", (text, from, expected) => {
    expect(nextUndecided(items(text), from)).toBe(expected);
  });

  test.each([
    ["aoo", "2", 2],
    ["aoo", null, 1],
    ["aoo", "gone", 1],
    ["aar", null, 0],
  ])("of %s, named %j, begins at %i", (text, id, expected) => expect(firstPlace(items(text), id)).toBe(expected));
});

describe("a swipe", () => {
  test.each([
    ["far to the right", { dx: 120, dy: 20, ms: 900 }, "right"],
    ["far to the left", { dx: -120, dy: 20, ms: 900 }, "left"],
    ["far up", { dx: 10, dy: -95, ms: 900 }, "up"],
    ["a flick", { dx: 40, dy: 5, ms: 60 }, "right"],
    ["a flick up", { dx: 5, dy: -40, ms: 60 }, "up"],
    ["taken back", { dx: 60, dy: 5, ms: 900 }, null],
    ["a tap", { dx: 3, dy: -4, ms: 80 }, null],
    ["down, as one scrolls", { dx: 5, dy: 200, ms: 200 }, null],
    ["between up and right", { dx: 100, dy: -100, ms: 100 }, null],
  ] as const)("%s", (_name, swipe, expected) => expect(decideSwipe(swipe)).toBe(expected));

  test("counts as soon as it is shown to, and mirrors", () => {
    const px = fc.integer({ min: -400, max: 400 });
    fc.assert(
      fc.property(px, px, fc.integer({ min: 1, max: 2_000 }), (dx, dy, ms) => {
        const fraction = swipeFraction({ dx, dy });
        expect(fraction).toBeGreaterThanOrEqual(0);
        expect(fraction).toBeLessThanOrEqual(1);
        if (fraction === 1) expect(decideSwipe({ dx, dy, ms })).toBe(directionOf({ dx, dy }));
        const mirrored = decideSwipe({ dx: -dx, dy, ms });
        const turned = { right: "left", left: "right", up: "up" } as const;
        const decided = decideSwipe({ dx, dy, ms });
        expect(mirrored).toBe(decided && turned[decided]);
      }),
    );
  });
});
