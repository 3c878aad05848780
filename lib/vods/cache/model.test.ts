import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  addSpan,
  type ByteSpan,
  endOfRun,
  intersectSpans,
  planReads,
  type SpanSet,
  spanBytes,
  spanOf,
  spanSet,
  splitSpans,
  subtractSpans,
} from "./model.ts";

const span = fc.tuple(fc.nat(60), fc.nat(60)).map(([a, b]) => ({ startByte: Math.min(a, b), endByte: Math.max(a, b) }));
const spans = fc.array(span, { maxLength: 12 });

/** The same sets as plain sets of byte numbers: the truth to compare with. */
const bytesOf = (list: readonly ByteSpan[]) => {
  const bytes = new Set<number>();
  for (const { startByte, endByte } of list) for (let at = startByte; at < endByte; at += 1) bytes.add(at);
  return bytes;
};
const isSet = (set: SpanSet) =>
  set.every((one, i) => one.startByte < one.endByte && (i === 0 || set[i - 1]!.endByte < one.startByte));

describe("span sets", () => {
  test("union, difference and intersection are those of the bytes, and stay normal", () => {
    fc.assert(
      fc.property(spans, spans, (a, b) => {
        const [left, right] = [spanSet(a), spanSet(b)];
        const [leftBytes, rightBytes] = [bytesOf(a), bytesOf(b)];
        expect(bytesOf(right.reduce<SpanSet>(addSpan, left))).toEqual(leftBytes.union(rightBytes));
        expect(bytesOf(subtractSpans(left, right))).toEqual(leftBytes.difference(rightBytes));
        expect(bytesOf(intersectSpans(left, right))).toEqual(leftBytes.intersection(rightBytes));
        for (const set of [left, right, subtractSpans(left, right), intersectSpans(left, right)]) {
          expect(isSet(set)).toBe(true);
          expect(spanBytes(set)).toBe(bytesOf(set).size);
        }
      }),
    );
  });

  test("endOfRun is the first byte that is missing", () => {
    fc.assert(
      fc.property(spans, fc.nat(60), (a, byte) => {
        const bytes = bytesOf(a);
        let end = byte;
        while (bytes.has(end)) end += 1;
        expect(endOfRun(spanSet(a), byte)).toBe(end);
      }),
    );
  });

  test("pieces hold the same bytes in order, none longer than asked", () => {
    fc.assert(
      fc.property(spans, fc.integer({ min: 1, max: 20 }), (a, most) => {
        const pieces = splitSpans(spanSet(a), most);
        expect(bytesOf(pieces)).toEqual(bytesOf(a));
        expect(spanBytes(pieces)).toBe(bytesOf(a).size);
        expect(pieces.every((piece) => spanBytes([piece]) <= most)).toBe(true);
      }),
    );
  });
});

describe("planReads", () => {
  test.each([
    [[], []],
    [[[0, 9]], [[0, 9]]],
    [
      [
        [10, 19],
        [0, 9],
      ],
      [[0, 19]],
    ],
    [
      [
        [0, 9],
        [11, 19],
      ],
      [
        [0, 9],
        [11, 19],
      ],
    ],
    [
      [
        [0, 99],
        [10, 20],
        [90, 120],
      ],
      [[0, 120]],
    ],
    [
      [
        [5, 5],
        [5, 5],
        [6, 6],
      ],
      [[5, 6]],
    ],
  ])("%j → %j", (given, planned) => {
    const ranges = given.map(([firstByte, lastByte]) => ({ firstByte: firstByte!, lastByte: lastByte! }));
    expect(planReads(ranges).map((range) => [range.firstByte, range.lastByte])).toEqual(planned);
  });
});

describe("spanOf", () => {
  const object = { key: "a", etag: "b", sizeBytes: 100 };
  test("clamps an over-long end", () => {
    expect(spanOf(object, { firstByte: 90, lastByte: 500 })).toEqual({ startByte: 90, endByte: 100 });
  });
  test.each([
    { firstByte: 100, lastByte: 120 },
    { firstByte: -1, lastByte: 5 },
    { firstByte: 10, lastByte: 9 },
    { firstByte: 0.5, lastByte: 9 },
  ])("refuses %j", (range) => {
    expect(() => spanOf(object, range)).toThrowError(expect.objectContaining({ code: "range_not_satisfiable" }));
  });
});
