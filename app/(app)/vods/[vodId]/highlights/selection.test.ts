import { randomUUID } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decodeIds, encodeIds, invert, noSelection, selectAll, selectRange, toggleOne } from "./selection.ts";

const shown = ["a", "b", "c", "d", "e"];
const chosen = (selection: { ids: ReadonlySet<string> }) => [...selection.ids].sort().join("");

describe("a range", () => {
  test.each([
    ["b", "d", "bcd"],
    ["d", "b", "bcd"],
    ["c", "c", "c"],
  ])("from %s to %s chooses %s", (from, to, expected) => {
    expect(chosen(selectRange(toggleOne(noSelection, from), shown, to))).toBe(expected);
  });

  test("goes on from the end of the one before", () => {
    const first = selectRange(toggleOne(noSelection, "a"), shown, "b");
    expect(chosen(selectRange(first, shown, "d"))).toBe("abcd");
  });

  test("without a beginning in sight is one", () => {
    expect(chosen(selectRange(noSelection, shown, "c"))).toBe("c");
    expect(chosen(selectRange(toggleOne(noSelection, "hidden"), shown, "c"))).toBe("chidden");
  });
});

test("twice is not at all, for one and for the inverse", () => {
  expect(chosen(toggleOne(toggleOne(noSelection, "a"), "a"))).toBe("");
  const some = toggleOne(noSelection, "b");
  expect(chosen(invert(some, shown))).toBe("acde");
  expect(chosen(invert(invert(some, shown), shown))).toBe("b");
});

test("what isn't shown is left as it is", () => {
  const hidden = toggleOne(noSelection, "z");
  expect(chosen(selectAll(hidden, ["a", "b"]))).toBe("abz");
  expect(chosen(invert(hidden, ["a", "b"]))).toBe("abz");
});

test("ids come back from the address, in the list's order, and only those that are there", () => {
  const ids = Array.from({ length: 200 }, () => randomUUID());
  fc.assert(
    fc.property(fc.subarray(ids), (some) => {
      expect(decodeIds(encodeIds(some), ids)).toEqual(ids.filter((id) => some.includes(id)));
      expect(decodeIds(encodeIds(some), [])).toEqual([]);
    }),
  );
  expect(decodeIds("no ids at all", ids)).toEqual([]);
});
