import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { buildChatIndex, lastAtMost, ordinalAt, pageBounds, pageOfSecond, secondOf } from "./chat-index.ts";

const counts = fc.array(fc.oneof(fc.constant(0), fc.nat(300)), { minLength: 1, maxLength: 200 });

describe("the index of a chat", () => {
  test("every message is on exactly one page, and pages follow one another", () => {
    fc.assert(
      fc.property(counts, (perSecond) => {
        const index = buildChatIndex(perSecond);
        expect(index.total).toBe(perSecond.reduce((a, b) => a + b, 0));
        let expected = 0;
        for (let page = 0; page < index.pageStarts.length - 1; page += 1) {
          const { first, end, fromSecond, toSecond } = pageBounds(index, page);
          expect(first).toBe(expected);
          expect(end - first).toBe(perSecond.slice(fromSecond, toSecond).reduce((a, b) => a + b, 0));
          expected = end;
        }
        expect(expected).toBe(index.total);
      }),
    );
  });

  test("a message's second holds it, and so does that second's page", () => {
    fc.assert(
      fc.property(counts, fc.double({ min: 0, max: 0.999, noNaN: true }), (perSecond, part) => {
        const index = buildChatIndex(perSecond);
        fc.pre(index.total > 0);
        const ordinal = Math.floor(part * index.total);
        const second = secondOf(index, ordinal);
        expect(index.firstOf[second]!).toBeLessThanOrEqual(ordinal);
        expect(index.firstOf[second + 1]!).toBeGreaterThan(ordinal);
        const { first, end } = pageBounds(index, pageOfSecond(index, second));
        expect(ordinal >= first && ordinal < end).toBe(true);
      }),
    );
  });

  test("a moment's ordinal is the number of messages before its second", () => {
    const index = buildChatIndex([2, 0, 3]);
    expect([-5, 0, 0.9, 1, 2, 2.99, 3, 99].map((at) => ordinalAt(index, at))).toEqual([0, 0, 0, 2, 2, 2, 5, 5]);
  });

  test("a chat without a message has one empty page", () => {
    const index = buildChatIndex([0, 0, 0]);
    expect([index.total, index.pageStarts.length]).toEqual([0, 2]);
    expect(pageBounds(index, 0)).toEqual({ fromSecond: 0, toSecond: 3, first: 0, end: 0 });
  });
});

test.each([
  [[], 5, -1],
  [[1, 3, 3, 7], 0, -1],
  [[1, 3, 3, 7], 3, 2],
  [[1, 3, 3, 7], 9, 3],
])("in %j the last at most %d is %d", (sorted, value, at) => expect(lastAtMost(sorted, value)).toBe(at));
