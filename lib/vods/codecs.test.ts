import { execFileSync } from "node:child_process";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { findFfmpeg } from "#lib/platform/ffmpeg/find-binaries.ts";
import { runFfmpeg } from "#lib/platform/ffmpeg/run-ffmpeg.ts";
import { importVod } from "./import-vod.ts";
import { processVod } from "./process-vod.ts";
import { getMedia } from "./queries.ts";
import { createTestContext } from "./testing.ts";

let test_: Awaited<ReturnType<typeof createTestContext>>;
let encoders: string;
let major: number;
beforeAll(async () => {
  test_ = await createTestContext();
  const found = await findFfmpeg(test_.ctx.config);
  major = found.major;
  encoders = execFileSync(found.ffmpegPath, ["-hide_banner", "-encoders"], { encoding: "utf8" });
});
afterAll(() => test_.close());

type Case = {
  name: string;
  video: string[];
  audio: string;
  /** What is kept, and whether Chromium is expected to play it. */
  kept: { videoCodec: string; audioCodec: string; converted: boolean; playsInChromium: boolean };
};
const plays = { converted: false, playsInChromium: true };
const cases: Case[] = [
  {
    name: "hevc.mkv",
    video: ["libx265", "-preset", "ultrafast", "-x265-params", "log-level=none"],
    audio: "aac",
    kept: { videoCodec: "hevc", audioCodec: "aac", converted: false, playsInChromium: false },
  },
  {
    name: "vp9.webm",
    video: ["libvpx-vp9", "-deadline", "realtime", "-cpu-used", "8"],
    audio: "libopus",
    kept: { videoCodec: "vp9", audioCodec: "opus", ...plays },
  },
  {
    name: "av1.mkv",
    video: ["libsvtav1", "-preset", "12"],
    audio: "aac",
    kept: { videoCodec: "av1", audioCodec: "aac", ...plays },
  },
  {
    name: "mpeg2.mkv",
    video: ["mpeg2video"],
    audio: "libmp3lame",
    kept: { videoCodec: "h264", audioCodec: "aac", converted: true, playsInChromium: true },
  },
];

test.for(cases)("$name", async ({ name, video, audio, kept }, context) => {
  const { ctx, accountId, dir } = test_;
  const missing = [video[0]!, audio].find((one) => !new RegExp(`\\s${one}\\s`).test(encoders));
  if (missing !== undefined || major < 5) {
    const why = missing === undefined ? `ffmpeg ${major} puts less into MP4` : `this ffmpeg has no ${missing}`;
    process.stderr.write(`skipped: ${name}: ${why}\n`);
    context.skip();
  }
  const filePath = path.join(dir, name);
  await runFfmpeg(ctx, {
    args: [
      ...["-v", "error", "-f", "lavfi", "-i", "testsrc2=size=320x180:rate=25"],
      ...["-f", "lavfi", "-i", "sine=frequency=440:sample_rate=48000", "-t", "5", "-pix_fmt", "yuv420p", "-g", "50"],
      ...["-c:v", ...video, "-c:a", audio, filePath],
    ],
    limits: { timeoutMs: 120_000 },
  });
  const imported = await importVod(ctx, { accountId, filePath, fileName: name, take: "link" });
  if (!imported.ok) throw new Error(imported.message);
  expect(await processVod(ctx, { accountId, vodId: imported.vodId, report: () => {} })).toEqual({ ok: true });
  const { row, probe, index } = await getMedia(ctx, { accountId, vodId: imported.vodId });
  expect({
    videoCodec: row.videoCodec,
    audioCodec: row.audioCodec,
    converted: probe.converted,
    playsInChromium: probe.playsInChromium,
  }).toEqual(kept);
  expect(probe.convertedReason === null).toBe(!kept.converted);
  expect(index.durationTicks / index.videoTimescale).toBeCloseTo(5, 1);
  expect(probe.frameCount).toBe(125);
  expect(row.spriteKeys).toHaveLength(1);
});
