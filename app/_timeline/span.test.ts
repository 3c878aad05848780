import { expect, test } from "vitest";
import { formatSpan, parseSpan } from "./span.ts";

test.each([
  ["1200-1800.5", { startSeconds: 1_200, endSeconds: 1_800.5 }],
  ["0-0.1", { startSeconds: 0, endSeconds: 0.1 }],
  ["5-5", null],
  ["9-5", null],
  ["-5-9", null],
  ["a-b", null],
  ["", null],
  [null, null],
])("%j reads as %j", (text, span) => expect(parseSpan(text)).toEqual(span));

test("a span comes back from its text", () => {
  const span = { startSeconds: 61.25, endSeconds: 3_600 };
  expect(formatSpan(span)).toBe("61.3-3600");
  expect(parseSpan(formatSpan(span, 3))).toEqual(span);
});
