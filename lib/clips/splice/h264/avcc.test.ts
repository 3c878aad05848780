import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type AvcConfig, buildAvcConfig, findFreeSetId, haveSameShape, parseAvcConfig } from "./avcc.ts";
import { readBits, unescapeNal } from "./bit-reader.ts";
import { parsePpsIds, parseSps } from "./parse-sps.ts";
import { walkNals } from "./walk-nals.ts";

const fromHex = (hex: string) => parseAvcConfig(Buffer.from(hex.replaceAll(" ", ""), "hex"));
/** 1280x720, Main 4.1, from a capture program. */
const captured = fromHex("014d0029ffe1001b 274d0029898b602802dd80b50101013030005dc00017705ef7c140 01000428ee1f20");
/** 320x180, High 2.0, x264 with HRD parameters and full range. */
const withHrd = fromHex(
  "01640014ffe10024 67640014acd941419f9f016c80000003008000001e3130007a12000f42525180 3c50a658 01000468ef8fcb fdf8f800",
);
/** 1920x1080, High 4.2, x264. */
const fullHd = fromHex(
  "0164002affe1001f 6764002aacd940780227e5ffc140414004000003000400000301e03c60c658 01000568ef84f2c0 fdf8f800",
);

describe("parseSps", () => {
  test.each([
    [
      "a capture program's",
      captured,
      { profileIdc: 77, levelIdc: 41, widthInMbs: 80, heightInMapUnits: 45, crop: [0, 0, 0, 0], colourPrimaries: 1 },
    ],
    [
      "with HRD parameters",
      withHrd,
      {
        profileIdc: 100,
        levelIdc: 20,
        widthInMbs: 20,
        heightInMapUnits: 12,
        crop: [0, 0, 0, 6],
        isFullRange: true,
        maxReorderFrames: 2,
      },
    ],
    [
      "of full HD",
      fullHd,
      {
        profileIdc: 100,
        levelIdc: 42,
        widthInMbs: 120,
        heightInMapUnits: 68,
        crop: [0, 0, 0, 4],
        colourPrimaries: 2,
        maxReorderFrames: 2,
      },
    ],
  ])("%s", (_, config, expected) => {
    expect(parseSps(config.spsNals[0]!)).toMatchObject({ ...expected, id: 0, frameMbsOnly: true, chromaFormatIdc: 1 });
    expect(parsePpsIds(config.ppsNals[0]!)).toEqual({ id: 0, spsId: 0 });
  });

  test("a set that ends early is a RangeError", () => {
    expect(() => parseSps(fullHd.spsNals[0]!.subarray(0, 8))).toThrow(RangeError);
  });
});

describe("avcC", () => {
  test("holds both sets after a build, and everything else as before", () => {
    const both = parseAvcConfig(buildAvcConfig(fullHd, captured));
    expect(both.spsNals).toEqual([...fullHd.spsNals, ...captured.spsNals]);
    expect(both.ppsNals).toEqual([...fullHd.ppsNals, ...captured.ppsNals]);
    expect(both.extension).toEqual(fullHd.extension);
    expect(both).toMatchObject({ profileIdc: 100, levelIdc: 42, lengthBytes: 4 });
  });

  test("any sets come back as they went in", () => {
    const sets = fc.array(fc.uint8Array({ minLength: 1, maxLength: 300 }), { maxLength: 5 });
    fc.assert(
      fc.property(sets, sets, fc.uint8Array({ maxLength: 8 }), (sps, pps, extension) => {
        const config: AvcConfig = {
          ...fullHd,
          spsNals: sps.map((set) => Buffer.from(set)),
          ppsNals: pps.map((set) => Buffer.from(set)),
          extension: Buffer.from(extension),
        };
        expect(parseAvcConfig(buildAvcConfig(config))).toEqual(config);
      }),
    );
  });

  test("a free id is none that a set has", () => {
    expect(findFreeSetId(fullHd)).toBe(1);
    expect(haveSameShape(parseSps(fullHd.spsNals[0]!), parseSps(fullHd.spsNals[0]!))).toBe(true);
    expect(haveSameShape(parseSps(fullHd.spsNals[0]!), parseSps(captured.spsNals[0]!))).toBe(false);
  });
});

test("Exp-Golomb codes and escaped bytes", () => {
  const reader = readBits(Buffer.from([0b10100110, 0b01000010, 0b10000000]));
  expect([reader.ue(), reader.ue(), reader.ue(), reader.ue(), reader.ue()]).toEqual([0, 1, 2, 3, 4]);
  expect(unescapeNal(Buffer.from([1, 0, 0, 3, 1, 0, 0, 3, 0, 0, 3]))).toEqual(Buffer.from([1, 0, 0, 1, 0, 0, 0, 0]));
});

test("NAL units are walked by their lengths, and a length past the end is an error", () => {
  const sample = Buffer.from([0, 0, 0, 2, 0x65, 9, 0, 0, 0, 1, 0x01]);
  expect(walkNals(sample, 4)).toEqual([
    { type: 5, refIdc: 3, at: 0, totalBytes: 6 },
    { type: 1, refIdc: 0, at: 6, totalBytes: 5 },
  ]);
  expect(() => walkNals(Buffer.from([0, 0, 0, 9, 0x65]), 4)).toThrow(RangeError);
});
