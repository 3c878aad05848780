import { describe, expect, test } from "vitest";
import { allowedDecoders } from "./decoders.ts";
import { listKnownHoles, parseBuildAge } from "./known-holes.ts";
import { describeHoles } from "./report-ffmpeg.ts";

const say = (version: string, years = "2000-2026") =>
  `ffmpeg version ${version} Copyright (c) ${years} the FFmpeg developers\n`;
const npm2018 = say("N-47683-g0e8eb07980-static https://johnvansickle.com/ffmpeg/ ", "2000-2018");

test.each([
  [npm2018, { release: null, year: 2018, isDistribution: false }],
  [say("5.1.9-0+deb12u1"), { release: [5, 1, 9], year: 2026, isDistribution: true }],
  [say("4.4.2-0ubuntu0.22.04.1"), { release: [4, 4, 2], year: 2026, isDistribution: true }],
  [say("7.1-r0"), { release: [7, 1, 0], year: 2026, isDistribution: true }],
  [say("n8.1.2"), { release: [8, 1, 2], year: 2026, isDistribution: false }],
  [say("7.0.2-static"), { release: [7, 0, 2], year: 2026, isDistribution: false }],
  ["something else", { release: null, year: null, isDistribution: false }],
])("how old %s is", (text, age) => {
  expect(parseBuildAge(text)).toEqual(age);
});

describe("the holes of a build", () => {
  const ids = (text: string, decoders: ReadonlySet<string> = new Set(["magicyuv"])) =>
    listKnownHoles(parseBuildAge(text), decoders).map(({ id }) => id.slice(0, 14));
  test.each([
    [npm2018, ["CVE-2026-8461", "CVE-2026-40962", "CVE-2019-11338"]],
    [say("4.1.2"), ["CVE-2026-8461", "CVE-2026-40962", "CVE-2019-11338"]],
    [say("4.1.3"), ["CVE-2026-8461", "CVE-2026-40962"]],
    [say("5.1.9"), ["CVE-2026-8461", "CVE-2026-40962"]],
    [say("5.1.10"), ["CVE-2026-40962"]],
    [say("6.0.1"), ["CVE-2026-8461", "CVE-2026-40962"]],
    [say("8.1"), ["CVE-2026-8461"]],
    [say("8.1.2"), []],
    [say("9.0"), []],
  ])("%s", (text, expected) => expect(ids(text)).toEqual(expected));

  test("one in a decoder that is never opened isn't one", () => {
    expect(allowedDecoders.has("magicyuv")).toBe(false);
    expect(ids(say("8.1"), allowedDecoders)).toEqual([]);
  });
});

test("what the operator is told: what to do; of a distribution's build no more than is known", () => {
  const built = (text: string, source: "npm" | "system") => {
    const age = parseBuildAge(text);
    return { ffmpegPath: "ffmpeg", ffprobePath: "ffprobe", version: "1", major: 4, source, age, probeAge: age };
  };
  const packaged = describeHoles(built(npm2018, "npm"));
  expect(packaged).toContain("from 2018");
  expect(packaged).toContain("CVE-2019-11338");
  expect(packaged).toContain("FFMPEG_PATH");
  expect(describeHoles(built(say("5.1.9-0+deb12u1"), "system"))).toMatch(
    /may have known holes.*keep the package up to date/,
  );
  expect(describeHoles(built(say("8.1.2"), "system"))).toBeNull();
});
