import { randomUUID } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import { containsPattern, decodeCursor, encodeCursor } from "./paging.ts";

test("a page's end comes back from the address as it was", () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 200 }), (value) => {
      const end = { value, id: randomUUID() };
      const cursor = encodeCursor(end);
      expect(cursor).toMatch(/^[\w-]+$/);
      expect(decodeCursor(cursor)).toEqual(end);
    }),
  );
});

test.each(["", "x", "bnVsbA", encodeCursor({ value: "a", id: "1; drop table" })])("%j is no page's end", (cursor) =>
  expect(() => decodeCursor(cursor)).toThrowError(expect.objectContaining({ code: "invalid_input" })),
);

test.each([
  ["plain", "%plain%"],
  ["100%_\\", "%100\\%\\_\\\\%"],
])("%s is looked for as it is", (text, pattern) => expect(containsPattern(text)).toBe(pattern));
