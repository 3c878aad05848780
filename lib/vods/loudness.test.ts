import { existsSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runFfmpeg } from "#lib/platform/ffmpeg/run-ffmpeg.ts";
import { createLog } from "#lib/platform/log.ts";
import { createTestConfig } from "#lib/platform/testing.ts";
import { createSoundMeter, silenceLufs } from "./loudness.ts";

const test_ = createTestConfig({});
const ctx = {
  config: test_.config,
  log: createLog({ level: "silent", name: "test" }),
  signal: new AbortController().signal,
};
afterAll(() => test_.remove());

const limits = { timeoutMs: 60_000 };

/** Our curves, and what ffmpeg's ebur128 filter says of the same sound, 10 a second (window ends at n/10 s). */
async function measureBoth(source: string[], channels: 1 | 2) {
  const meter = createSoundMeter(channels, 0);
  await runFfmpeg(ctx, {
    args: [...["-v", "error", ...source, "-ac", String(channels), "-ar", "48000", "-f", "s16le", "pipe:1"]],
    limits,
    stdout: meter.push,
  });
  const { stdout } = await runFfmpeg(ctx, {
    args: [
      ...["-v", "error", ...source, "-ac", String(channels), "-ar", "48000"],
      ...["-af", "ebur128=metadata=1,ametadata=print:file=pipe\\\\:1", "-f", "null", "-"],
    ],
    limits,
    stdout: "buffer",
  });
  const read = (key: string) =>
    [...stdout.toString().matchAll(new RegExp(`lavfi\\.r128\\.${key}=(\\S+)`, "g"))].map((one) => Number(one[1]));
  return { ours: meter.finish(), momentary: read("M"), integrated: read("I") };
}

const shared = path.resolve("../shared/data/media/timecode-42s-720p30.mp4");
if (!existsSync(shared)) process.stderr.write("skipped: no shared data (a recording's loudness)\n");
const lavfi = (graph: string) => ["-f", "lavfi", "-i", graph];
const steps = "volume='if(lt(mod(t,7),3),0.02,if(lt(mod(t,7),5),0.9,0.6))':eval=frame";

const sounds: [string, string[], 1 | 2][] = [
  ["a sine of 1 kHz, mono", lavfi("sine=f=997:r=48000:d=6"), 1],
  ["a low sine", lavfi("sine=f=60:r=48000:d=6,volume=4"), 2],
  ["noise in steps, stereo", lavfi(`anoisesrc=d=20:c=pink:r=48000:seed=3:a=0.5,${steps}`), 2],
  ["a recording", ["-i", shared, "-map", "0:a"], 2],
];
test.each(sounds.filter(([name]) => name !== "a recording" || existsSync(shared)))(
  "%s: as ffmpeg's EBU R 128 meter, within 0.5 LU",
  async (_name, source, channels) => {
    const { ours, momentary, integrated } = await measureBoth(source, channels);
    // The filter starts with a window of 400 ms that isn't full.
    let compared = 0;
    for (let n = 4; n + 2 < momentary.length; n += 1) {
      // Theirs ends at (n + 1)/10 s, ours is the window around.
      const mine = ours.momentary[n - 1];
      if (mine === undefined || !(momentary[n]! >= -70)) continue;
      expect(Math.abs(mine - momentary[n]!)).toBeLessThan(0.5);
      compared += 1;
    }
    expect(compared).toBeGreaterThan(40);
    for (let second = 1; second < ours.integrated.length - 1; second += 1) {
      const theirs = integrated[second * 10 + 9]!;
      // It says -70 or nothing while it has heard nothing.
      if (theirs > -70) expect([second, Math.abs(ours.integrated[second]! - theirs) < 0.5]).toEqual([second, true]);
    }
  },
);

let loudHalf: Buffer;
beforeAll(() => {
  loudHalf = Buffer.alloc(48_000 * 2);
  for (let n = 0; n < 48_000; n += 1) loudHalf.writeInt16LE(Math.round(16_384 * Math.sin(n * 0.13)), n * 2);
});

test("sound that begins late or early keeps its place to the sample", () => {
  const at = (startSamples: number) => {
    const meter = createSoundMeter(1, startSamples);
    // Odd pieces: neither samples nor steps end where chunks do.
    for (let from = 0; from < loudHalf.length; from += 9_999) meter.push(loudHalf.subarray(from, from + 9_999));
    return meter.finish();
  };
  const late = at(72_000);
  expect(late.peaks.length).toBe(250);
  expect(late.peaks[149]).toBe(0);
  expect(late.peaks[150]).toBeCloseTo(0.5, 3);
  expect(late.momentary[12]).toBe(silenceLufs);
  expect(late.momentary[14]).toBeGreaterThan(-20);
  expect(late.integrated.length).toBe(3);
  expect(at(-24_000).peaks.length).toBe(50);
});

test("silence is silence", () => {
  const meter = createSoundMeter(2, 0);
  meter.push(Buffer.alloc(48_000 * 4 * 3));
  const { momentary, integrated, peaks } = meter.finish();
  expect([...momentary, ...integrated]).toEqual(new Array(33).fill(silenceLufs));
  expect([...peaks]).toEqual(new Array(300).fill(0));
});
