import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { expect, test } from "vitest";
import { packMinimap, unpackMinimap } from "./minimap-bytes.ts";
import type { Minimap } from "./model.ts";

const curves = fc.integer({ min: 0, max: 400 }).chain((length) =>
  fc.record({
    chatPerSecond: fc
      .array(fc.nat(65_535), { minLength: length, maxLength: length })
      .map((all) => Uint16Array.from(all)),
    loudnessPerSecond: fc.option(
      fc.array(fc.nat(255), { minLength: length, maxLength: length }).map((all) => Uint8Array.from(all)),
    ),
  }),
);
const word = fc.string({ unit: "grapheme", maxLength: 20 });

test("what is packed comes out the same, at any length and with any words", () => {
  fc.assert(
    fc.property(curves, word, (some, title) => {
      const map: Minimap = {
        ...some,
        durationSeconds: some.chatPerSecond.length,
        events: [{ atSeconds: 1.5, kind: "raid", amount: null }],
        spoken: [{ atSeconds: 3, word: title }],
        highlights: [],
        clips: [],
      };
      expect(unpackMinimap(packMinimap(map).buffer)).toEqual(map);
    }),
  );
});

test("a minimap that was cut off on its way is refused", () => {
  const chatPerSecond = Uint16Array.from({ length: 60 }, (_, n) => n);
  const map = { durationSeconds: 60, chatPerSecond, loudnessPerSecond: null };
  const bytes = packMinimap({ ...map, events: [], spoken: [], highlights: [], clips: [] });
  expect(() => unpackMinimap(bytes.slice(0, -1).buffer)).toThrow(RangeError);
});

test("eight hours of the noisiest curves stay below 150 kB on the wire", () => {
  const seconds = 8 * 3600;
  const noise = (n: number) => (Math.imul(n + 1, 2_654_435_761) >>> 8) & 255;
  const map: Minimap = {
    durationSeconds: seconds,
    chatPerSecond: Uint16Array.from({ length: seconds }, (_, n) => noise(n) * 2),
    loudnessPerSecond: Uint8Array.from({ length: seconds }, (_, n) => noise(n * 7)),
    ...{ events: [], spoken: [], highlights: [], clips: [] },
  };
  expect(gzipSync(packMinimap(map)).length).toBeLessThan(150_000);
});
