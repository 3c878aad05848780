import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { formatRecord, formatSynced, parseJournal } from "./journal.ts";

const sizeBytes = 1_000_000;
const boot = "thisboot";
const span = fc
  .tuple(fc.nat(sizeBytes - 1), fc.nat(sizeBytes - 1))
  .map(([a, b]) => ({ startByte: Math.min(a, b), endByte: Math.max(a, b) + 1 }));
const journal = fc.array(span, { maxLength: 8 });
const format = (spans: { startByte: number; endByte: number }[]) =>
  spans.map((one) => formatRecord(one, boot)).join("");
const parse = (text: string, offset = 0) => parseJournal(text, { sizeBytes, boot, offset });

test("what was noted is read back", () => {
  fc.assert(
    fc.property(journal, (spans) => {
      const text = format(spans);
      expect(parse(text)).toEqual({ spans, unsynced: spans.length > 0, consumedChars: text.length });
    }),
  );
});

test("a journal cut off anywhere gives its first whole records, and what is appended after the cut is read", () => {
  fc.assert(
    fc.property(journal, fc.nat(300), span, (spans, cutAt, later) => {
      const text = format(spans).slice(0, cutAt);
      const before = parse(text).spans;
      expect(before).toEqual(spans.slice(0, before.length));
      const after = parse(text + format([later])).spans;
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
      const bytes = Buffer.from(format(spans), "latin1");
      if (bytes.length > 0) bytes[where % bytes.length] = byte;
      const found = parse(bytes.toString("latin1")).spans;
      expect(found.length).toBeGreaterThanOrEqual(spans.length - 1);
      for (const one of found) expect(spans).toContainEqual(one);
    }),
  );
});

test("zeros, noise and spans past the end are ignored", () => {
  const good = formatRecord({ startByte: 5, endByte: 9 }, boot);
  const past = formatRecord({ startByte: 5, endByte: sizeBytes + 1 }, boot);
  const empty = formatRecord({ startByte: 5, endByte: 5 }, boot);
  const text = `\0\0\0\n12 13 thisboot 00000000\nnoise\n${past}${empty}${good}\n5 9`;
  expect(parse(text).spans).toEqual([{ startByte: 5, endByte: 9 }]);
});

describe("after the machine was started again", () => {
  const early = formatRecord({ startByte: 0, endByte: 10 }, "lastboot");
  const late = formatRecord({ startByte: 20, endByte: 30 }, "lastboot");
  const now = formatRecord({ startByte: 40, endByte: 50 }, boot);

  test("records hold that were flushed to disk before, and those of now", () => {
    const text = early + formatSynced(early.length) + late + now;
    expect(parse(text).spans.map((one) => one.startByte)).toEqual([0, 40]);
    expect(parse(text).unsynced).toBe(true);
  });

  test("a flush covers what was noted before it began, not what came while it ran", () => {
    expect(parse(early + late + formatSynced(early.length)).spans.map((one) => one.startByte)).toEqual([0]);
    const all = early + late;
    expect(parse(all + formatSynced(all.length))).toMatchObject({ spans: { length: 2 }, unsynced: false });
  });

  test("offsets count from the journal's start when it is read on", () => {
    const covered = early.length + late.length;
    expect(parse(late + formatSynced(covered), early.length).spans).toHaveLength(1);
    expect(parse(late + formatSynced(early.length), early.length).spans).toHaveLength(0);
  });
});
