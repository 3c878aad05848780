import fc from "fast-check";
import { expect, test } from "vitest";
import { formatRecord, parseRecords } from "./journal.ts";

const sizeBytes = 1_000_000;
const span = fc
  .tuple(fc.nat(sizeBytes - 1), fc.nat(sizeBytes - 1))
  .map(([a, b]) => ({ startByte: Math.min(a, b), endByte: Math.max(a, b) + 1 }));
const journal = fc.array(span, { maxLength: 8 });

test("what was noted is read back", () => {
  fc.assert(
    fc.property(journal, (spans) => {
      const text = spans.map(formatRecord).join("");
      expect(parseRecords(text, sizeBytes)).toEqual({ spans, consumedChars: text.length });
    }),
  );
});

test("a journal cut off anywhere gives its first whole records, and what is appended after the cut is read", () => {
  fc.assert(
    fc.property(journal, fc.nat(300), span, (spans, cutAt, later) => {
      const text = spans.map(formatRecord).join("").slice(0, cutAt);
      const before = parseRecords(text, sizeBytes).spans;
      expect(before).toEqual(spans.slice(0, before.length));
      const after = parseRecords(text + formatRecord(later), sizeBytes).spans;
      expect(after.at(-1)).toEqual(later);
      // A record that only lost its last newline is whole again.
      expect(after.length - before.length).toBeLessThanOrEqual(2);
      expect(after.slice(0, -1)).toEqual(spans.slice(0, after.length - 1));
    }),
  );
});

test("any changed byte spoils at most the records it touches", () => {
  fc.assert(
    fc.property(journal, fc.nat(), fc.integer({ min: 0, max: 255 }), (spans, where, byte) => {
      const bytes = Buffer.from(spans.map(formatRecord).join(""), "latin1");
      if (bytes.length > 0) bytes[where % bytes.length] = byte;
      const found = parseRecords(bytes.toString("latin1"), sizeBytes).spans;
      expect(found.length).toBeGreaterThanOrEqual(spans.length - 1);
      for (const one of found) expect(spans).toContainEqual(one);
    }),
  );
});

test("zeros, noise and spans past the end are ignored", () => {
  const good = formatRecord({ startByte: 5, endByte: 9 });
  const past = formatRecord({ startByte: 5, endByte: sizeBytes + 1 });
  const empty = formatRecord({ startByte: 5, endByte: 5 });
  const text = `\0\0\0\n12 13 00000000\nnoise\n${past}${empty}${good}\n5 9`;
  expect(parseRecords(text, sizeBytes).spans).toEqual([{ startByte: 5, endByte: 9 }]);
});
