import { expect, test } from "vitest";
import { findKeyClash, keySettings } from "./key-settings.ts";

test("the usual keys don't clash", () => expect(findKeyClash({})).toBeNull());

test.each([
  [{ "highlight.reject": ["Delete"] }, true],
  [{ "highlight.reject": ["x", "Delete"], "trim.in": [] }, true],
  [{ "highlight.reject": ["c"] }, false],
  [{ "highlight.reject": ["c"], "highlight.cut": ["x"] }, true],
  [{ "no.such": ["c"] }, false],
  [{ "trim.in": ["1x", "2x", "3x", "4x", "5x"] }, false],
])("%j is saved: %s", (keys, isSaved) => expect(keySettings.safeParse({ keys }).success).toBe(isSaved));

test("a clash names the key and both commands", () => {
  expect(findKeyClash({ "highlight.reject": ["c"] })).toEqual({
    chord: "c",
    ids: ["highlight.reject", "highlight.cut"],
  });
});
